using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Machine;

/// <summary>The processor's port instructions. In ring 3 the nucleus lets through only what was granted and enabled.</summary>
internal sealed class NucleusPorts : IPortBus
{
    public uint Read(int port, int width) => width switch
    {
        1 => NativeCalls.In8(port),
        2 => NativeCalls.In16(port),
        4 => NativeCalls.In32(port),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "A port access is 1, 2 or 4 bytes wide."),
    };

    public void Write(int port, int width, uint value)
    {
        switch (width)
        {
            case 1:
                NativeCalls.Out8(port, value);
                break;
            case 2:
                NativeCalls.Out16(port, value);
                break;
            case 4:
                NativeCalls.Out32(port, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(width), width, "A port access is 1, 2 or 4 bytes wide.");
        }
    }
}
