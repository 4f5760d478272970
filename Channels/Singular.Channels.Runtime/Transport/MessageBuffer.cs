using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>Private memory for the messages of a channel. It is not cleared: a reader sees only bytes that were copied in, only
/// bytes that were written are sent, and clearing the buffers of a channel takes a tenth of the start of a driver's process.</summary>
/// <param name="capacity">Bytes of the longest message; at least <see cref="ChannelRegion.SmallCopy"/>.</param>
internal sealed class MessageBuffer(int capacity)
{
    /// <summary>Copies go on in steps of this many bytes.</summary>
    private const int Slack = 16;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity + Slack);

    /// <summary>Bytes of the longest message.</summary>
    internal int Capacity => _bytes.Length - Slack;

    /// <summary>The first byte, for <see cref="ChannelRegion"/>, which knows the capacity.</summary>
    internal ref byte First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref MemoryMarshal.GetArrayDataReference(_bytes);
    }

    /// <summary>Begins a message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireWriter Write() => new(MemoryMarshal.CreateSpan(ref First, Capacity), 0);

    /// <summary>Begins a message of at most <see cref="ChannelLayout.AreaBytes"/>, in a buffer that was made for so many: a constant saves comparisons.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireWriter WriteArea() => new(MemoryMarshal.CreateSpan(ref First, ChannelLayout.AreaBytes), 0);

    /// <summary>Begins to read the first bytes.</summary>
    /// <param name="length">How many were copied in.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireReader Read(int length)
    {
        if ((uint)length > (uint)Capacity)
            ThrowLonger(length);
        return new WireReader(MemoryMarshal.CreateSpan(ref First, length), 0);
    }

    /// <summary>The same for a length that was compared with the capacity when the message was copied in.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireReader ReadChecked(int length) => new(MemoryMarshal.CreateSpan(ref First, length), 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowLonger(int length) =>
        throw new ArgumentOutOfRangeException(nameof(length), $"{length} bytes do not fit into a message of at most {Capacity}.");

    /// <summary>The first bytes.</summary>
    internal Span<byte> Span(int length) => _bytes.AsSpan(0, length);
}
