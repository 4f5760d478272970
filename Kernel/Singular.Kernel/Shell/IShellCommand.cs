namespace Singular.Kernel.Shell;

/// <summary>A command of the shell.</summary>
public interface IShellCommand
{
    string Name { get; }

    /// <summary>Its arguments, e.g. <c>NAME</c> or <c>[--json]</c>; empty when it takes none.</summary>
    string Arguments { get; }

    /// <summary>One line that says what it does.</summary>
    string Summary { get; }

    /// <summary>Carries it out.</summary>
    /// <param name="session">Output and the system.</param>
    /// <param name="arguments">The words behind the command's name.</param>
    /// <returns>0 when it did what was asked, 1 when not; the reason has been printed.</returns>
    int Run(ShellSession session, IReadOnlyList<string> arguments);
}
