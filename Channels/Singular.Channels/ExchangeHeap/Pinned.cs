using System.Diagnostics.CodeAnalysis;

namespace Singular.Channels;

/// <summary>A buffer held in place. A value to be disposed exactly once and not to be copied; while it is open its buffer is neither moved nor
/// given to anybody else.</summary>
public ref struct Pinned<T>
    where T : unmanaged
{
    private readonly long _word;
    private BufferTable? _table;
    private BufferBlock? _block;
    private int _length;

    internal Pinned(BufferTable table, long word, BufferBlock block, int length)
    {
        _table = table;
        _word = word;
        _block = block;
        _length = length;
    }

    /// <summary>The contents; empty once the pin has ended.</summary>
    // Why the address is sound: the block has at least _length elements (BufferTable stores no length over the block's capacity),
    // the pin keeps the block from being reused, and the reference to it keeps its memory (BufferBlock.Keeper).
    [UnscopedRef]
    public readonly unsafe Span<T> Span => _block is { } block ? new Span<T>((void*)block.Address, _length) : default;

    /// <summary>Ends the pin; on the same variable a second call does nothing.</summary>
    public void Dispose()
    {
        if (_table is not { } table)
            return;
        _table = null;
        _block = null;
        _length = 0;
        table.Unpin(_word);
    }
}
