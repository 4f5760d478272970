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

    /// <summary>A small call, one after the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Serial(ICharacterDevice device, int count)
    {
        for (int i = 0; i < count; i++)
            device.Write([]);
    }

    /// <summary>A small call, as many under way as there are places.</summary>
    /// <param name="device">Has room, so that nothing waits for its hardware.</param>
    /// <param name="places">For the calls that are under way.</param>
    /// <param name="count">Calls, a multiple of the places.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Pipelined(ICharacterDevice device, ValueTask<int>[] places, int count)
    {
#pragma warning disable CA2012 // Each task is waited for once; making a Task of it first would be measured, too.
        for (int done = 0; done < count; done += places.Length)
        {
            for (int i = 0; i < places.Length; i++)
                places[i] = device.WaitForRoom();
            for (int i = 0; i < places.Length; i++)
                places[i].GetAwaiter().GetResult();
        }
#pragma warning restore CA2012
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
