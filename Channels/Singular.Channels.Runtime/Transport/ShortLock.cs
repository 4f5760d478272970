using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>A lock for a few instructions that hardly ever meet: taken and given back with one atomic operation each. Whoever finds it taken sleeps,
/// because the one who has it may be of lower priority. A thread that has it may not take it again.</summary>
internal sealed class ShortLock
{
    private int _isTaken;
    private int _waiting;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        if (Interlocked.CompareExchange(ref _isTaken, 1, 0) != 0)
            Wait();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Leave()
    {
        // A full fence: whoever is about to sleep says so first and tries once more then.
        Interlocked.Exchange(ref _isTaken, 0);
        if (_waiting != 0)
            Wake();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait()
    {
        lock (this)
        {
            Interlocked.Increment(ref _waiting);
            while (Interlocked.CompareExchange(ref _isTaken, 1, 0) != 0)
                Monitor.Wait(this);
            Interlocked.Decrement(ref _waiting);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake()
    {
        lock (this)
            Monitor.Pulse(this);
    }
}
