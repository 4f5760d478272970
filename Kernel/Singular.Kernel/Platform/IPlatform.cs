using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Platform;

/// <summary>All that the kernel needs from what it runs on: the nucleus on the machine, Linux when hosted, a fake in
/// tests. Its members may be called from any thread.</summary>
public interface IPlatform
{
    /// <summary><c>machine</c>, <c>hosted</c> or the name of a test's fake.</summary>
    string Name { get; }

    /// <summary>Words for the kernel, separated by spaces, e.g. <c>script</c>.</summary>
    string CommandLine { get; }

    /// <summary>Time since the start of the system; never runs backwards.</summary>
    TimeSpan Uptime { get; }

    IFallbackConsole Console { get; }

    /// <summary>Sleeps on words in shared regions.</summary>
    IWaker Waker { get; }

    /// <summary>The I/O ports, unchecked; the kernel makes the grants.</summary>
    IPortBus Ports { get; }

    /// <summary>The contents of a file of the boot image, e.g. <c>image.json</c>, or null when there is none.</summary>
    byte[]? ReadBootFile(string name);

    /// <summary>Claims an ISA interrupt line, which stays claimed until the object is disposed.</summary>
    /// <exception cref="PlatformException">The line is claimed already or does not exist.</exception>
    IGrantedInterrupt ClaimInterrupt(int line);

    /// <summary>Makes the right to a port range for a process.</summary>
    /// <exception cref="PlatformException">The platform refuses the range.</exception>
    IPortRange CreatePortRange(int first, int count);

    /// <summary>The memory block of that name. The first call makes it, filled from what the owner of the machine provides
    /// under that name or else with zeros; later calls give the same block.</summary>
    /// <exception cref="PlatformException">There is not enough memory, or what the owner provided cannot be used.</exception>
    IGrantedMemory OpenMemoryBlock(string name, long defaultBytes);

    /// <summary>Makes zeroed memory that can be shared with a process.</summary>
    /// <exception cref="PlatformException">There is not enough memory.</exception>
    ISharedRegion CreateRegion(int bytes);

    /// <exception cref="PlatformException">The program is not in the image or cannot be started.</exception>
    IDriverProcess StartProcess(ProcessStart start);

    /// <summary>The processes that run, the kernel first.</summary>
    IReadOnlyList<ProcessFigures> Processes();

    MemoryFigures Memory();

    /// <summary>What a driver's process may have of memory of its own beside its driver's objects, in KiB: the runtime's own, and what
    /// its collector leaves lying for a while.</summary>
    long RuntimeKiB { get; }

    /// <summary>Takes a trap and returns the privilege level that the processor saved with it: 0 or 3. A platform without
    /// traps of its own returns that of a user process, 3.</summary>
    int TrapRing();

    /// <summary>Ends the system; does not return.</summary>
    /// <param name="status">Given to whoever started the system, where the platform can; 0 to 255.</param>
    void PowerOff(int status);
}
