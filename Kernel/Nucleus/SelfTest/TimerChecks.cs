namespace Singular.Nucleus;

/// <summary>The timer heap under random additions and removals: what comes out is in order and nothing is lost.</summary>
internal static unsafe class TimerChecks
{
    private const int Threads = 48, Rounds = 40;

    public static void Run()
    {
        ulong* blocks = stackalloc ulong[Threads];
        ulong seed = 1;
        Processor* self = Processors.Current;
        for (int i = 0; i < Threads; i++)
        {
            blocks[i] = Frames.TakeZeroed();
            ((Thread*)Layout.Direct(blocks[i]))->TimerIndex = -1;
        }
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Threads; i++)
                self->Timers.Add(self, (Thread*)Layout.Direct(blocks[i]), 1 + SelfTest.Next(&seed, 1000));
            int left = Threads;
            for (int i = 0; i < Threads / 3; i++)
            {
                Thread* thread = (Thread*)Layout.Direct(blocks[SelfTest.Next(&seed, Threads)]);
                if (thread->TimerIndex < 0)
                    continue;
                self->Timers.Remove(thread);
                left--;
            }
            ulong last = 0;
            for (; self->Timers.First != null; left--)
            {
                SelfTest.Check(self->Timers.Earliest >= last, "timers come out in order");
                last = self->Timers.Earliest;
                self->Timers.Remove(self->Timers.First);
            }
            SelfTest.Check(left == 0, "no timer is lost");
        }
        for (int i = 0; i < Threads; i++)
            Frames.Return(blocks[i]);
    }
}
