namespace Singular.Nucleus;

/// <summary>Wake and wait in one step, with the processor handed to the woken thread.</summary>
internal static unsafe class FutexCalls
{
    public static void Register() => CallTable.Set(0x1050, &Swap);

    private static long Swap(Thread* caller)
    {
        Frame* frame = &caller->Frame;
        SwapWords* words = &caller->Swap;
        if (!words->Are(frame->Rdi, frame->Rsi, caller->Process) && !SwapWords.Find(words, caller->Process, frame->Rdi, frame->Rsi))
            return Errno.Fault;
        Thread* woken = Futex.FindWaiter(&words->Wake, uint.MaxValue);
        // The word is read once, here, with the lock held that every waker takes after it has written.
        bool blocks = *words->Wait.Word == (uint)frame->Rdx;
        if (!blocks || frame->R10 == 0)
        {
            if (woken != null)
                Scheduler.Wake(woken, 0);
            return blocks ? Errno.TimedOut : Errno.Again;
        }
        if (woken != null)
            Scheduler.DetachFromFutex(woken);
        ulong now = Cpu.ReadTsc();
        Futex.Wait(caller, &words->Wait, uint.MaxValue, SwapWords.Deadline(words, now, frame->R10));
        if (woken != null)
            Scheduler.HandOver(woken, 0, now);
        return Errno.Pending;
    }
}
