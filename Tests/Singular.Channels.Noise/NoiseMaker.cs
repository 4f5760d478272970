using Singular.Channels.Runtime;

namespace Singular.Channels.Noise;

/// <summary>A thread that writes into shared memory as fast as it can.</summary>
public sealed unsafe class NoiseMaker
{
    private readonly IChannelMemory _memory;
    private readonly IWaker _waker;
    private readonly Thread _thread;
    private readonly NoiseKind _kind;
    private ulong _state;
    private volatile bool _stop;
    private long _writes;

    /// <param name="kind">Where it goes; into memory that is smaller than a channel's it goes everywhere.</param>
    /// <param name="memory">The memory, which is this object's from now on.</param>
    /// <param name="waker">Wakes who sleeps on the words of a channel.</param>
    /// <param name="seed">Of what is written.</param>
    public NoiseMaker(NoiseKind kind, IChannelMemory memory, IWaker waker, long seed)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _kind = memory.Length < ChannelLayout.RegionBytes ? NoiseKind.Everywhere : kind;
        _memory = memory;
        _waker = waker;
        _state = (ulong)seed | 1;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Bytes of the memory.</summary>
    public int Bytes => _memory.Length;

    /// <summary>Words written so far.</summary>
    public long Writes => Volatile.Read(ref _writes);

    public void Stop()
    {
        _stop = true;
        _thread.Join();
        _memory.Dispose();
    }

    private void Run()
    {
        int[] sleepers = [ChannelLayout.RequestBell, ChannelLayout.AnswerBell, ChannelLayout.CompletionBell, ChannelLayout.RequestsTaken];
        for (; !_stop; _writes++)
        {
            (int offset, uint value) = Next();
            // Sound for this process: the offset is inside the region. What it does to others is the point.
            Volatile.Write(ref *(uint*)(_memory.Address + offset), value);
            if (_writes % 64 == 0)
                _waker.Wake(_memory.Address + sleepers[Draw(4)]);
        }
    }

    private (int Offset, uint Value) Next() => _kind switch
    {
        NoiseKind.Words => (4 * Draw(0x80), (uint)Random()),
        NoiseKind.SmallWords => (4 * Draw(0x80), (uint)Draw(0x80)),
        NoiseKind.Slots => (In(ChannelLayout.CompletionSlots, ChannelLayout.RegionBytes), (uint)Draw(0x100)),
        NoiseKind.Contents => (In(ChannelLayout.RequestArea, _memory.Length), (uint)Random()),
        _ => (4 * Draw(_memory.Length / 4), (uint)Random()),
    };

    private int In(int start, int end) => start + 4 * Draw((end - start) / 4);

    private int Draw(int limit) => (int)((Random() >> 33) % (ulong)limit);

    /// <summary>xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled").</summary>
    private ulong Random()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_F491_4F6C_DD1D;
    }
}
