using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>Checks of values that the type system alone does not make: for a value of these types not every bit pattern is
/// valid. Called by generated code.</summary>
public static class ValueRules
{
    /// <summary>True when the 128 bits are a decimal (scale 0 to 28, unused flag bits zero).</summary>
    public static bool IsDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        // ECMA-335 says nothing of the layout; System.Decimal's documentation does: bits 16-23 scale, 31 sign, rest zero.
        return (bits[3] & ~0x80FF_0000) == 0 && ((bits[3] >> 16) & 0xFF) <= 28;
    }

    /// <summary>True when the ticks are in the range of the type.</summary>
    public static bool IsDateTime(DateTime value) => (ulong)value.Ticks <= (ulong)DateTime.MaxValue.Ticks;

    /// <summary>True when two spans share a byte.</summary>
    public static bool Overlap<TFirst, TSecond>(ReadOnlySpan<TFirst> first, ReadOnlySpan<TSecond> second)
        where TFirst : unmanaged
        where TSecond : unmanaged =>
        MemoryMarshal.AsBytes(first).Overlaps(MemoryMarshal.AsBytes(second));

    /// <summary>Bytes that a string takes in a call.</summary>
    public static long Bytes(string value) => 2L * value.Length;

    /// <summary>Bytes that a span takes in a call.</summary>
    public static long Bytes<T>(ReadOnlySpan<T> value)
        where T : unmanaged =>
        (long)value.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
}
