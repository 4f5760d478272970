namespace Singular.Nucleus;

/// <summary>Wake and wait in one step, with the processor handed to the woken thread.</summary>
internal static unsafe class FutexCalls
{
    private const ulong Forever = ulong.MaxValue;

    public static void Register() => CallTable.Set(0x1050, &Swap);

    private static long Swap(Thread* caller)
    {
        Frame* frame = &caller->Frame;
        UserAddress wakeAt = new(frame->Rdi), waitAt = new(frame->Rsi);
        Futex.Key wake, wait;
        if (!Futex.TryFind(caller->Process, wakeAt, &wake) || !Futex.TryFind(caller->Process, waitAt, &wait))
            return Errno.Fault;
        Thread* woken = Futex.FindWaiter(&wake, uint.MaxValue);
        bool blocks = *wait.Word == (uint)frame->Rdx;
        if (!blocks || frame->R10 == 0)
        {
            if (woken != null)
                Scheduler.Wake(woken, 0);
            return blocks ? Errno.TimedOut : Errno.Again;
        }
        if (woken != null)
            Scheduler.Detach(woken);
        Futex.Wait(caller, &wait, uint.MaxValue, frame->R10 == Forever ? 0 : Clock.TicksAfter(frame->R10));
        if (woken != null)
            Scheduler.HandOver(woken, 0);
        return Errno.Pending;
    }
}
