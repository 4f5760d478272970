using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Hosting;

/// <summary>What a driver process has on Linux. It ends when its standard input does: its kernel is gone.</summary>
public sealed class HostedDriverPlatform : IDriverPlatform
{
    private readonly string[] _arguments;

    /// <param name="arguments">The program's command line: one argument for each slot, and perhaps <see cref="DebuggerWait.Argument"/>.</param>
    public HostedDriverPlatform(string[] arguments)
    {
        _arguments = arguments;
        new Thread(WaitForKernelsEnd) { IsBackground = true, Name = "life line" }.Start();
        if (arguments.Contains(DebuggerWait.Argument))
            DebuggerWait.Wait();
    }

    public IWaker Waker { get; } = new FutexWaker();

    public IChannelMemory OpenRegion(int slot) => LinuxChannelMemory.Open(Path(slot, HostedSlot.Kind.Region));

    public IPortBus OpenPorts(int slot) => Link(Path(slot, HostedSlot.Kind.Ports));

    public IInterruptLine OpenInterrupt(int slot) => Link(Path(slot, HostedSlot.Kind.Interrupt));

    public IMemoryBacking OpenMemory(int slot) => FileMemory.Open(Path(slot, HostedSlot.Kind.Memory));

    public void TrapRing()
    {
        // Linux saves no ring that a program could ask for; every program runs in ring 3.
    }

    private string Path(int slot, HostedSlot.Kind kind) => HostedSlot.Read(_arguments, slot, kind);

    private DeviceLinkClient Link(string path) => new(new DeviceLink(LinuxChannelMemory.Open(path)), Waker);

    private static void WaitForKernelsEnd()
    {
        Span<byte> buffer = stackalloc byte[1];
        using Stream input = System.Console.OpenStandardInput();
        while (input.Read(buffer) > 0)
        {
            // Nothing is said on it.
        }
        Environment.Exit(DriverProgram.DriverDied);
    }
}
