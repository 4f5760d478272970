namespace Singular.Kernel.Shell.Commands;

internal sealed class HelpCommand : IShellCommand
{
    public string Name => "help";

    public string Arguments => "[COMMAND]";

    public string Summary => "list the commands, or say how one is used";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 1)
            return session.Usage(this);
        if (arguments.Count == 1)
        {
            IShellCommand? command = session.Commands.FirstOrDefault(command => command.Name == arguments[0]);
            if (command is null)
                return session.Fail($"there is no command '{arguments[0]}'; 'help' lists them");
            session.Output.Line($"{command.Name} {command.Arguments}".TrimEnd());
            session.Output.Line($"    {command.Summary}");
            return 0;
        }
        int width = session.Commands.Max(command => Form(command).Length);
        foreach (IShellCommand command in session.Commands)
            session.Output.Line($"{Form(command).PadRight(width)}  {command.Summary}");
        return 0;
    }

    private static string Form(IShellCommand command) => $"{command.Name} {command.Arguments}".TrimEnd();
}
