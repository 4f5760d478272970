using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>How a message names a slot for a buffer: kind (bits 0 to 7: 1), number (8 to 14), length in bytes (15 to 31), crossing (32 to 63). One little-endian
/// word, so that it is written and read in one step; nothing of it can be trusted when it was read.</summary>
internal static class SlotName
{
    /// <summary>Bytes of a name.</summary>
    internal const int Bytes = sizeof(ulong);

    private const uint Kind = 1;
    private const int NumberShift = 8;
    private const uint NumberMask = 0x7F;
    private const int LengthShift = 15;
    private const int CrossingShift = 32;

    /// <summary>Names a slot.</summary>
    /// <param name="number">0 to 127.</param>
    /// <param name="length">Bytes of the buffer in it, below 131,072.</param>
    /// <param name="crossing">Which of the slot's crossings this is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of(uint number, uint length, uint crossing) =>
        Kind | (number << NumberShift) | (length << LengthShift) | ((ulong)crossing << CrossingShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsName(ulong word) => (byte)word == Kind;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Number(ulong name) => ((uint)name >> NumberShift) & NumberMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Length(ulong name) => (uint)name >> LengthShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Crossing(ulong name) => (uint)(name >> CrossingShift);
}
