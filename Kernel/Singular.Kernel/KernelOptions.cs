namespace Singular.Kernel;

/// <summary>What the kernel's command line asks for. Words that the kernel does not know belong to the platform.</summary>
/// <param name="IsScript">The shell serves a program that feeds commands, not a person.</param>
public sealed record KernelOptions(bool IsScript)
{
    /// <param name="commandLine">Words separated by blanks.</param>
    public static KernelOptions Parse(string commandLine)
    {
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new KernelOptions(words.Contains("script"));
    }
}
