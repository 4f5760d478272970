using System.Diagnostics.CodeAnalysis;

namespace Singular.Channels;

/// <summary>Buffers in an object that lives on the heap, first in, first out. Its methods are atomic.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a queue.")]
public sealed class OwnedQueue<T>
    where T : unmanaged
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _words = new();

    // A copy of the queue's own, to be read without the lock.
    private int _count;

    /// <summary>Buffers in the queue.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Enqueue(Owned<T> buffer)
    {
        lock (_gate)
        {
            _words.Enqueue(buffer.Word);
            Volatile.Write(ref _count, _words.Count);
        }
    }

    /// <returns>False when the queue is empty; the buffer is <c>default</c> then.</returns>
    public bool TryDequeue(out Owned<T> buffer)
    {
        lock (_gate)
        {
            bool found = _words.TryDequeue(out long word);
            Volatile.Write(ref _count, _words.Count);
            buffer = new Owned<T>(word);
            return found;
        }
    }
}
