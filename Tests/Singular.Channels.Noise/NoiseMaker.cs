using Singular.Channels.Runtime;

namespace Singular.Channels.Noise;

/// <summary>A thread that writes into one channel's memory as fast as it can.</summary>
public sealed unsafe class NoiseMaker
{
    private readonly LinuxChannelMemory _memory;
    private readonly Thread _thread;
    private readonly NoiseKind _kind;
    private ulong _state;
    private volatile bool _stop;

    public NoiseMaker(NoiseKind kind, string path, long seed)
    {
        _kind = kind;
        _memory = LinuxChannelMemory.Open(path);
        _state = (ulong)seed | 1;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void Stop()
    {
        _stop = true;
        _thread.Join();
        _memory.Dispose();
    }

    private void Run()
    {
        var waker = new FutexWaker();
        int[] sleepers = [ChannelLayout.RequestBell, ChannelLayout.AnswerBell, ChannelLayout.CompletionBell, ChannelLayout.RequestsTaken];
        for (uint i = 0; !_stop; i++)
        {
            (int offset, uint value) = Next();
            // Sound for this process: the offset is inside the region. What it does to others is the point.
            Volatile.Write(ref *(uint*)(_memory.Address + offset), value);
            if (i % 64 == 0)
                waker.Wake(_memory.Address + sleepers[Draw(4)]);
        }
    }

    private (int Offset, uint Value) Next() => _kind switch
    {
        NoiseKind.Words => (4 * Draw(0x80), (uint)Random()),
        NoiseKind.SmallWords => (4 * Draw(0x80), (uint)Draw(0x80)),
        NoiseKind.Slots => (In(ChannelLayout.CompletionSlots, ChannelLayout.RegionBytes), (uint)Draw(0x100)),
        NoiseKind.Contents => (In(ChannelLayout.RequestArea, ChannelLayout.RegionBytes), (uint)Random()),
        _ => (4 * Draw(ChannelLayout.RegionBytes / 4), (uint)Random()),
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
