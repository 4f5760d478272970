namespace Singular.Worker;

/// <summary>The statuses of the command line.</summary>
internal static class ExitStatus
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int CouldNotRun = 2;
    public const int Internal = 3;
    public const int Interrupted = 130;
}
