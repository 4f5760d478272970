namespace Singular.Drivers.Serial;

/// <summary>A queue of bytes in a ring of fixed size.</summary>
/// <param name="capacity">The most bytes that it holds.</param>
internal sealed class ByteQueue(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];
    private int _first;

    public int Count { get; private set; }

    public int Room => _ring.Length - Count;

    /// <summary>Puts in as many bytes, from the start, as there is room for.</summary>
    /// <returns>How many that were.</returns>
    public int Enqueue(ReadOnlySpan<byte> bytes)
    {
        int taken = bytes.Length < Room ? bytes.Length : Room;
        for (int i = 0; i < taken; i++)
            _ring[(_first + Count + i) % _ring.Length] = bytes[i];
        Count += taken;
        return taken;
    }

    /// <summary>Puts in one byte; there must be room.</summary>
    public void Enqueue(byte value)
    {
        _ring[(_first + Count) % _ring.Length] = value;
        Count++;
    }

    /// <summary>Takes out the oldest byte; there must be one.</summary>
    public byte Dequeue()
    {
        byte value = _ring[_first];
        _first = (_first + 1) % _ring.Length;
        Count--;
        return value;
    }

    /// <summary>Takes out the oldest bytes, as many as there are and fit.</summary>
    /// <returns>How many that were.</returns>
    public int Dequeue(Span<byte> destination)
    {
        int given = destination.Length < Count ? destination.Length : Count;
        for (int i = 0; i < given; i++)
            destination[i] = Dequeue();
        return given;
    }
}
