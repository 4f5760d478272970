using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>A shelf for buffers, with one thing that may be wrong.</summary>
public sealed class Shelf(ShelfFault fault) : IShelf
{
    private readonly OwnedSlot<byte>[] _places = [new(), new(), new(), new()];
    private readonly int[] _lengths = new int[4];
    private readonly OwnedQueue<byte> _lost = new();

    // Where a buffer lies that was given back, counted from this byte.
    private readonly byte[] _origin = GC.AllocateArray<byte>(1, pinned: true);
    private nint _given;

    public Result<Done, Colour> Put(int place, Owned<byte> buffer)
    {
        ScribbleOver();
        if (place is < 0 or > 3)
            return Refuse(buffer);
        _lengths[place] = buffer.Length;
        _places[place].Exchange(buffer).Dispose();
        return new Done();
    }

    public Result<Owned<byte>, Colour> Take(int place)
    {
        ScribbleOver();
        if (place is < 0 or > 3)
            return Colour.Red;
        int from = fault == ShelfFault.GivesTheNeighbours ? place ^ 1 : place;
        Owned<byte> found = _places[from].Take();
        if (found.IsEmpty)
            return Colour.Black;
        _lengths[from] = 0;
        return Given(found, from);
    }

    public ValueTask<Result<Owned<byte>, Colour>> TakeLater(int place) => ValueTask.FromResult(Take(place));

    public Owned<int> Add(Owned<int> buffer, int number)
    {
        using Pinned<int> pin = buffer.Pin();
        foreach (ref int element in pin.Span)
            element += number;
        return buffer;
    }

    public int Bytes() => _lengths.Sum();

    private Result<Done, Colour> Refuse(Owned<byte> buffer)
    {
        if (fault == ShelfFault.NeverUnpins)
            _ = buffer.Pin();
        if (fault != ShelfFault.LeaksOnFailure)
            buffer.Dispose();
        return Colour.Red;
    }

    private Owned<byte> Given(Owned<byte> found, int place)
    {
        switch (fault)
        {
            case ShelfFault.KeepsForEver:
                Owned<byte> copy = Owned<byte>.Allocate(found.Length);
                using (Pinned<byte> pin = found.Pin())
                using (Pinned<byte> target = copy.Pin())
                    pin.Span.CopyTo(target.Span);
                _lost.Enqueue(found);
                return copy;
            case ShelfFault.GivesTwice:
                _places[place].Exchange(found);
                return found;
            case ShelfFault.GivesAnothers:
                found.Dispose();
                return s_programs.Value;
            case ShelfFault.WritesLater when found.Length > 0:
                using (Pinned<byte> pin = found.Pin())
                    _given = Unsafe.ByteOffset(ref _origin[0], ref MemoryMarshal.GetReference(pin.Span));
                return found;
            default:
                return found;
        }
    }

    // The memory of a buffer does not move, and is there as long as its pool or channel is.
    private void ScribbleOver()
    {
        if (_given != 0)
            Unsafe.AddByteOffset(ref _origin[0], _given) ^= 0x55;
    }

    private static readonly Lazy<Owned<byte>> s_programs = new(() =>
    {
        Owned<byte> buffer = default;
        using var made = new ManualResetEventSlim();
        // A thread that is in no call runs the program's own code.
        new Thread(() =>
        {
            for (int i = 0; i < 300; i++)
                buffer = Owned<byte>.Allocate(1);
            made.Set();
        }).Start();
        made.Wait();
        return buffer;
    });
}
