using System.Diagnostics.CodeAnalysis;

namespace Singular.Channels;

/// <summary>A buffer held in place. A value to be disposed exactly once and not to be copied; while it is open its buffer is neither moved nor
/// given to anybody else.</summary>
public ref struct Pinned<T>
    where T : unmanaged
{
    private readonly long _word;
    private BufferHolder? _holder;
    private Span<T> _span;

    internal Pinned(BufferHolder holder, long word, Span<T> span)
    {
        _holder = holder;
        _word = word;
        _span = span;
    }

    /// <summary>The contents; empty once the pin has ended.</summary>
    [UnscopedRef]
    public readonly Span<T> Span => _span;

    /// <summary>Ends the pin; on the same variable a second call does nothing.</summary>
    public void Dispose()
    {
        if (_holder is not { } holder)
            return;
        _holder = null;
        _span = default;
        holder.Unpin(_word);
    }
}
