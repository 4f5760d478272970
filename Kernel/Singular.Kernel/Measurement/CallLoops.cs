using System.Runtime.CompilerServices;
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
    public static void System(IMeasuredPlatform platform, int count)
    {
        for (int i = 0; i < count; i++)
            platform.CallSystem();
    }
}
