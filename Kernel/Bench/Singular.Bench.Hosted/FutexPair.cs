using Singular.Channels.Runtime;

namespace Singular.Bench.Hosted;

/// <summary>Two words of shared memory on which two processes sleep and wake each other.</summary>
internal sealed unsafe class FutexPair(IChannelMemory memory) : IDisposable
{
    private const int CacheLine = 64;

    private readonly FutexWaker _waker = new();

    /// <summary>Counts up a word and wakes who sleeps on it.</summary>
    /// <param name="word">0 or 1.</param>
    /// <param name="value">The next value.</param>
    public void Signal(int word, uint value)
    {
        // Sound: the memory is larger than two cache lines and stays mapped until it is disposed.
        Volatile.Write(ref *(uint*)Address(word), value);
        _waker.Wake(Address(word));
    }

    /// <summary>Sleeps until a word has a value.</summary>
    public void Await(int word, uint value)
    {
        uint seen;
        while ((seen = Volatile.Read(ref *(uint*)Address(word))) != value)
            _waker.Wait(Address(word), seen, 1_000_000_000);
    }

    public void Dispose() => memory.Dispose();

    private nint Address(int word) => memory.Address + word * CacheLine;
}
