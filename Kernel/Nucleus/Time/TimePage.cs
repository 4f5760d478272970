namespace Singular.Nucleus;

/// <summary>
/// A page that every program may map and nobody write to, so that reading the clock needs no call. u64 each: 0 TSC at
/// boot, 8 nanoseconds per tick as a 32.32 fixed-point number, 16 nanoseconds between 1970 and boot.
/// </summary>
internal static unsafe class TimePage
{
    public static ulong Physical;

    public static void Start()
    {
        Physical = Frames.TakeZeroed();
        if (Physical == 0)
            Panic.Stop("out of memory for the time page");
        ulong* page = (ulong*)Layout.Direct(Physical);
        page[0] = Clock.BootTicks;
        page[1] = Clock.Scale;
        page[2] = Clock.BootDate;
    }
}
