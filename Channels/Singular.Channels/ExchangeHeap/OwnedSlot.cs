namespace Singular.Channels;

/// <summary>A place for one buffer in an object that lives on the heap. Its methods are atomic, so that of several threads one gets the buffer.</summary>
public sealed class OwnedSlot<T>
    where T : unmanaged
{
    private long _word;

    /// <summary>Puts a buffer in and takes out what was there.</summary>
    /// <param name="buffer">What to put in; <c>default</c> for nothing.</param>
    /// <returns><c>default</c> when the slot was empty.</returns>
    /// <exception cref="StaleBufferException">The handle holds nothing, and is not <c>default</c>.</exception>
    /// <exception cref="ExchangeHeapException">The buffer is pinned; it has been released and goes when its last pin ends.</exception>
    // The variable that the buffer came from must not reach it in the slot: it may be in a `using`.
    public Owned<T> Exchange(Owned<T> buffer) => new(Interlocked.Exchange(ref _word, buffer.IsEmpty ? 0 : BufferHolders.Installed.Move(buffer.Word)));

    /// <summary>Takes the buffer out.</summary>
    /// <returns><c>default</c> when the slot is empty.</returns>
    public Owned<T> Take() => Exchange(default);
}
