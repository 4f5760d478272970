using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>Accesses to device registers in memory: never merged, dropped or inlined into something else.</summary>
internal static unsafe class Device
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read32(byte* register) => *(uint*)register;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write32(byte* register, uint value) => *(uint*)register = value;
}
