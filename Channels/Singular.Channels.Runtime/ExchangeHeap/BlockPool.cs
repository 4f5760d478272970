using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>The memory of buffers that live in one address space: pinned arrays in sizes of powers of two, kept for reuse.</summary>
/// <remarks>Arrays of the runtime and not memory of its own: a span over one is good as long as somebody can reach it, so that not even
/// a mistake in the counting of pins makes an access to memory that is not there, and the collector takes what is over.</remarks>
internal sealed class BlockPool : BlockHome
{
    internal const int SmallestBytes = 64;

    /// <summary>Bytes of free blocks kept for each size; above it a returned block is left to the collector.</summary>
    private const int KeptBytes = 1024 * 1024;

    private const int Alignment = 64;

    private readonly SizeClass[] _classes = new SizeClass[Index(ChannelLimits.MaxBufferBytes) + 1];

    private BlockPool()
    {
        for (int i = 0; i < _classes.Length; i++)
            _classes[i] = new SizeClass();
    }

    internal static BlockPool Shared { get; } = new();

    /// <summary>Bytes that a buffer of so many bytes takes.</summary>
    internal static int CapacityFor(int bytes) => SmallestBytes << Index(bytes);

    /// <summary>A block whose contents are whatever was in it.</summary>
    internal BufferBlock Rent(int bytes)
    {
        int index = Index(bytes);
        SizeClass free = _classes[index];
        lock (free.Gate)
        {
            if (free.First is { } block)
            {
                free.First = block.Next;
                free.Count--;
                block.Next = null;
                return block;
            }
        }
        return Create(SmallestBytes << index);
    }

    internal override void Return(BufferBlock block)
    {
        block.LeaveTable();
        SizeClass free = _classes[Index(block.Capacity)];
        lock (free.Gate)
        {
            if ((long)free.Count * block.Capacity >= KeptBytes)
                return;
            block.Next = free.First;
            free.First = block;
            free.Count++;
        }
    }

    private static int Index(int bytes) =>
        bytes <= SmallestBytes ? 0 : BitOperations.Log2((uint)bytes - 1) - BitOperations.Log2(SmallestBytes) + 1;

    // Sound: a pinned array does not move, and the block holds it.
    private unsafe BufferBlock Create(int capacity)
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(capacity + Alignment, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return new BufferBlock(this, (start + Alignment - 1) & ~(nint)(Alignment - 1), capacity, array);
    }

    private sealed class SizeClass
    {
        internal readonly Lock Gate = new();
        internal BufferBlock? First;
        internal int Count;
    }
}
