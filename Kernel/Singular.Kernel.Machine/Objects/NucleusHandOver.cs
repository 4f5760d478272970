using Singular.Channels.Runtime;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>Two threads of this program that hand the processor to each other by the combined wake-and-wait.</summary>
/// <remarks>Why the pointers are sound: both words lie in one page of this object's own region, which is unmapped only after the
/// other thread has ended; they are read and written as whole, aligned, volatile words.</remarks>
internal sealed unsafe class NucleusHandOver : IHandOver
{
    private const int RegionBytes = 4096;

    // Words on cache lines of their own.
    private const int AnswerOffset = 64;

    // Only a lost wake would be found by it: a wait ends when it is woken.
    private const long LimitNanoseconds = 1_000_000_000;

    private readonly IWaker _waker;
    private readonly NucleusRegion _region = NucleusRegion.Create(RegionBytes);
    private readonly Thread _peer;
    private uint _round;
    private volatile bool _ends;

    internal NucleusHandOver(IWaker waker)
    {
        _waker = waker;
        _peer = new Thread(Answer) { IsBackground = true, Name = "hand-over" };
        _peer.Start();
    }

    private nint Question => _region.Memory.Address;

    private nint Reply => _region.Memory.Address + AnswerOffset;

    public void Run(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            uint before = _round++;
            Write(Question, _round);
            _waker.WakeAndWait(Question, Reply, before, LimitNanoseconds);
            while (Read(Reply) != _round)
                _waker.Wait(Reply, before, LimitNanoseconds);
        }
    }

    public void Dispose()
    {
        _ends = true;
        Write(Question, _round + 1);
        _waker.Wake(Question);
        _peer.Join();
        _region.Memory.Dispose();
        _region.Dispose();
    }

    private void Answer()
    {
        uint answered = 0;
        while (true)
        {
            while (Read(Question) == answered)
                _waker.Wait(Question, answered, LimitNanoseconds);
            if (_ends)
                return;
            answered++;
            Write(Reply, answered);
            _waker.WakeAndWait(Reply, Question, answered, LimitNanoseconds);
        }
    }

    private static uint Read(nint word) => Volatile.Read(ref *(uint*)word);

    private static void Write(nint word, uint value) => Volatile.Write(ref *(uint*)word, value);
}
