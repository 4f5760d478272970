namespace Singular.CommandLine;

/// <summary>Ends a verb with a sentence for its user and an exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What, where, what was expected, what to do.</param>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CommandFailure CouldNotRun(string message) => new(CommandLine.ExitCode.CouldNotRun, message);

    public static CommandFailure Refused(string message) => new(CommandLine.ExitCode.Refused, message);
}
