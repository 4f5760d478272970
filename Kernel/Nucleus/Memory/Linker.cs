using System.Runtime;
using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>Addresses that the linker script and the assembly files define.</summary>
internal static unsafe class Linker
{
    /// <summary>First physical address behind the nucleus' image.</summary>
    public static ulong ImageEnd => Address(Symbol.ImageEnd) - Layout.ImageOffset;

    public static ulong Address(Symbol symbol) => LinkerAddress((uint)symbol);

    [RuntimeImport("*", "linker_address")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong LinkerAddress(uint symbol);
}
