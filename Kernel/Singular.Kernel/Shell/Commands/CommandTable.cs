namespace Singular.Kernel.Shell.Commands;

/// <summary>All commands, in the order in which <c>help</c> lists them.</summary>
public static class CommandTable
{
    public static IReadOnlyList<IShellCommand> All { get; } =
    [
        new HelpCommand(),
        new DriversCommand(),
        new DevicesCommand(),
        new ChannelsCommand(),
        new PolicyCommand(),
        new RestartCommand(),
        new KillCommand(),
        new ProcessesCommand(),
        new MemoryCommand(),
        new LogCommand(),
        new UptimeCommand(),
        new BenchCommand(),
        new DateCommand(),
        new ListCommand(),
        new ShowFileCommand(),
        new WriteCommand(),
        new MakeDirectoryCommand(),
        new RemoveCommand(),
        new StatusCommand(),
        new PowerOffCommand("poweroff"),
        new PowerOffCommand("exit"),
    ];
}
