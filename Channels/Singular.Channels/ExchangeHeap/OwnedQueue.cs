using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Singular.Channels;

/// <summary>Buffers in an object that lives on the heap, first in, first out. Its methods are atomic.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a queue.")]
public sealed class OwnedQueue<T>
    where T : unmanaged
{
    private const int FirstLength = 8;

    // A ring; its length is a power of 2.
    private long[] _words = new long[FirstLength];
    private int _first;
    private int _count;

    // 1 while a method runs, which it does for some ten instructions: a lock would cost more than all of that.
    private int _busy;

    /// <summary>Buffers in the queue.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Puts a buffer in.</summary>
    /// <exception cref="StaleBufferException">The handle holds nothing, and is not <c>default</c>.</exception>
    /// <exception cref="ExchangeHeapException">The buffer is pinned; it has been released and goes when its last pin ends.</exception>
    public void Enqueue(Owned<T> buffer)
    {
        // The variable that the buffer came from must not reach it in the queue: it may be in a `using`.
        long word = buffer.IsEmpty ? 0 : BufferHolders.Installed.Move(buffer.Word);
        if (TryBegin())
            EnqueueAndEnd(word);
        else
            EnqueueLater(word);
    }

    /// <returns>False when the queue is empty; the buffer is <c>default</c> then.</returns>
    public bool TryDequeue(out Owned<T> buffer) => TryBegin() ? DequeueAndEnd(out buffer) : TryDequeueLater(out buffer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryBegin() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnqueueAndEnd(long word)
    {
        long[] words = _words;
        int count = _count;
        int place = (_first + count) & (words.Length - 1);
        if (count == words.Length || (uint)place >= (uint)words.Length)
        {
            EnqueueInMore(word);
            return;
        }
        words[place] = word;
        _count = count + 1;
        End();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool DequeueAndEnd(out Owned<T> buffer)
    {
        long[] words = _words;
        int first = _first;
        if (_count == 0 || (uint)first >= (uint)words.Length)
        {
            End();
            buffer = default;
            return false;
        }
        buffer = new Owned<T>(words[first]);
        _first = (first + 1) & (words.Length - 1);
        _count--;
        End();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueLater(long word)
    {
        Await();
        EnqueueAndEnd(word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryDequeueLater(out Owned<T> buffer)
    {
        Await();
        return DequeueAndEnd(out buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueInMore(long word)
    {
        Grow();
        EnqueueAndEnd(word);
    }

    private void Await()
    {
        int turn = 0;
        do
            BufferHolders.Current.GiveWay(turn++);
        while (!TryBegin());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End() => Volatile.Write(ref _busy, 0);

    private void Grow()
    {
        try
        {
            long[] words = new long[2 * _words.Length];
            for (int i = 0; i < _count; i++)
                words[i] = _words[(_first + i) & (_words.Length - 1)];
            _words = words;
            _first = 0;
        }
        catch
        {
            End();
            throw;
        }
    }
}
