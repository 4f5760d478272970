namespace Singular.Channels.Samples;

/// <summary>A shelf with a place each for four buffers, 0 to 3.</summary>
[Contract("sample.shelf", 1, 0)]
public interface IShelf
{
    /// <summary>Puts a buffer in; what was there is released. <see cref="Colour.Red"/>: there is no such place.</summary>
    Result<Done, Colour> Put(int place, Owned<byte> buffer);

    /// <summary>Takes a buffer out. <see cref="Colour.Red"/>: there is no such place; <see cref="Colour.Black"/>: it is empty.</summary>
    Result<Owned<byte>, Colour> Take(int place);

    /// <summary>The same, later.</summary>
    ValueTask<Result<Owned<byte>, Colour>> TakeLater(int place);

    /// <summary>Adds a number to each element and gives the same buffer back.</summary>
    Owned<int> Add(Owned<int> buffer, int number);

    /// <summary>Bytes in all places.</summary>
    [Repeatable]
    int Bytes();
}
