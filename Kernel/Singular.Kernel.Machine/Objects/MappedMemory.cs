using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Machine;

/// <summary>A memory object mapped into this program.</summary>
/// <remarks>Why the copies are sound: the mapping has <see cref="Length"/> bytes until it is disposed, each copy is checked against
/// that, and nothing hands out a span or a reference into it.</remarks>
internal sealed unsafe class MappedMemory : IChannelMemory, IMemoryBacking
{
    // PROT_READ and PROT_WRITE of <sys/mman.h>.
    internal const long ReadOnly = 1;
    internal const long ReadWrite = 3;

    // Copies of at most this many bytes are done by the runtime's own vector loop. Longer ones go to the C library, whose
    // byte-wise string instruction an emulator carries out one byte at a time.
    private const int PieceBytes = 1024;

    private nint _address;

    /// <exception cref="Platform.PlatformException">The nucleus refused.</exception>
    internal MappedMemory(NucleusHandle handle, long bytes, long protection)
    {
        _address = (nint)Nucleus.Do("map memory", CallNumber.MemoryMap, handle.Number, 0, 0, bytes, protection);
        Size = bytes;
    }

    public nint Address => _address;

    public int Length => checked((int)Size);

    long IMemoryBacking.Length => Size;

    private long Size { get; }

    public void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        new ReadOnlySpan<byte>((byte*)_address + offset, destination.Length).CopyTo(destination);
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        source.CopyTo(new Span<byte>((byte*)_address + offset, source.Length));
    }

    /// <summary>Copies all of it to the start of another mapping, which is at least as long.</summary>
    internal void CopyTo(MappedMemory target)
    {
        target.Check(Size - 1, 1);
        Check(Size - 1, 1);
        for (long offset = 0; offset < Size; offset += PieceBytes)
        {
            int count = (int)Math.Min(PieceBytes, Size - offset);
            new ReadOnlySpan<byte>((byte*)_address + offset, count).CopyTo(new Span<byte>((byte*)target._address + offset, count));
        }
    }

    public void Dispose()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
            Nucleus.Try(CallNumber.MemoryUnmap, address, Size);
    }

    private void Check(long offset, int length)
    {
        if (offset < 0 || offset > Size - length || _address == 0)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} are not all inside {Size} bytes of mapped memory.");
    }
}
