namespace Singular.Kernel.Shell;

/// <summary>Finds the command that a line names and runs it.</summary>
/// <param name="session">Output, system and commands.</param>
public sealed class CommandRunner(ShellSession session)
{
    /// <returns>The command's status; 0 for a line without words.</returns>
    public int Run(string line)
    {
        if (!ShellWords.TrySplit(line, out List<string> words))
            return session.Fail("a quote is not closed, or a backslash ends the line");
        if (words.Count == 0)
            return 0;
        IShellCommand? command = session.Commands.FirstOrDefault(command => command.Name == words[0]);
        return command is null
            ? session.Fail($"there is no command '{Logging.PrintableText.Of(words[0], 60)}'; 'help' lists them")
            : command.Run(session, words[1..]);
    }
}
