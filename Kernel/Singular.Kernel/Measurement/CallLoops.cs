using System.Runtime.CompilerServices;
using Singular.Channels;
using Singular.Contracts;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Measurement;

/// <summary>The loops that are timed. Each is a method of its own that is not inlined, so that each has its own call site and no
/// other target ever goes through it: the dispatch is the same in all.</summary>
internal static class CallLoops
{
    /// <summary>The loop alone; its time is taken off the others'.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Empty(int count)
    {
        for (int i = 0; i < count; i++)
        {
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Method(FixedBlockDevice device, int count)
    {
        for (int i = 0; i < count; i++)
            device.DirectGeometry();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Interface(IBlockDevice device, int count)
    {
        for (int i = 0; i < count; i++)
            device.Geometry();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Driver(IBlockDevice device, int count)
    {
        for (int i = 0; i < count; i++)
            device.Geometry();
    }

    /// <exception cref="InvalidOperationException">A read failed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Read(IBlockDevice device, byte[] buffer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!device.Read(0, buffer).IsOk)
                throw new InvalidOperationException("The block device cannot be read.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Link(INetworkDevice device, int count)
    {
        for (int i = 0; i < count; i++)
            device.Link();
    }

    /// <summary>Moves a buffer to a device that gives back what it is sent, and takes it back: two calls.</summary>
    /// <exception cref="InvalidOperationException">The device does not give it back.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Move(INetworkDevice device, int length, int count)
    {
        var frame = Owned<byte>.Allocate(length);
        for (int i = 0; i < count; i++)
        {
            if (!device.Send(frame).IsOk || device.TryReceive() is not { IsOk: true } received)
                throw new InvalidOperationException("The network device does not give back what it is sent.");
            frame = received.Value;
        }
        frame.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void System(IMeasuredPlatform platform, int count)
    {
        for (int i = 0; i < count; i++)
            platform.CallSystem();
    }
}
