namespace Singular.CommandLine;

/// <summary>What the command line exits with, for every verb.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work was refused, or a check failed.</summary>
    public const int Refused = 1;

    /// <summary>Wrong usage, or the work could not be run at all.</summary>
    public const int CouldNotRun = 2;

    /// <summary>A fault of this program.</summary>
    public const int Internal = 3;

    /// <summary>Ended by Ctrl-C or a termination signal (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;
}
