namespace Singular.Nucleus;

/// <summary>Room for the timer heaps: as many entries each as there can be threads.</summary>
internal static unsafe class TimerMemory
{
    private static Room s_room;
    private static int s_taken;

    public static ulong* Take()
    {
        fixed (ulong* words = s_room.Words)
            return words + Scheduler.MaximumThreads * s_taken++;
    }

    private struct Room
    {
        public fixed ulong Words[Scheduler.MaximumThreads * Processor.Maximum];
    }
}
