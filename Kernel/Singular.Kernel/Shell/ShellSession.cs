namespace Singular.Kernel.Shell;

/// <summary>What a command works with.</summary>
/// <param name="system">The running kernel.</param>
/// <param name="output">Where it prints.</param>
/// <param name="commands">All commands, for <c>help</c>.</param>
public sealed class ShellSession(KernelSystem system, ShellOutput output, IReadOnlyList<IShellCommand> commands)
{
    public KernelSystem System { get; } = system;

    public ShellOutput Output { get; } = output;

    public IReadOnlyList<IShellCommand> Commands { get; } = commands;

    /// <summary>Set by a command that ends the session; the status is given to the platform when it powers off.</summary>
    public int? PowerOffStatus { get; set; }

    /// <summary>Prints why a command could not do what was asked.</summary>
    /// <returns>1, the command's status.</returns>
    public int Fail(string sentence)
    {
        Output.Line($"error: {sentence}");
        return 1;
    }

    /// <summary>Prints how a command is used.</summary>
    /// <returns>1, the command's status.</returns>
    public int Usage(IShellCommand command) => Fail($"usage: {command.Name} {command.Arguments}".TrimEnd());
}
