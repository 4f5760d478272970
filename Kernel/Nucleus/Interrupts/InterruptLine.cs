using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>
/// An ISA interrupt line as an object. It has one owner at a time. A level-triggered line stays masked from its interrupt to
/// the next wait; an edge-triggered one must not be masked (the controller drops edges then), but is if it fires too often
/// without anybody waiting.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct InterruptLine
{
    public const int Lines = 16;

    /// <summary>Interrupts without a wait after which a line counts as out of control and is masked.</summary>
    private const uint StormLimit = 10_000;

    public int References;
    public int Number;
    public bool IsLevel;

    /// <summary>Interrupts since the last wait.</summary>
    public uint Fired;

    public bool Cancelled, Stormed;
    public Thread* Waiter;

    private static Table s_lines;

    public static InterruptLine* Get(int number)
    {
        fixed (byte* lines = s_lines.Bytes)
            return (InterruptLine*)(lines + number * sizeof(InterruptLine));
    }

    /// <summary>Takes a line that nobody has and unmasks it.</summary>
    public static InterruptLine* Claim(int number)
    {
        InterruptLine* line = Get(number);
        line->References = 1;
        line->Number = number;
        line->Fired = 0;
        line->Cancelled = false;
        line->Stormed = false;
        line->IsLevel = IoApic.IsLevel(number);
        IoApic.Unmask(number);
        return line;
    }

    public static void Release(InterruptLine* line)
    {
        if (--line->References > 0)
            return;
        IoApic.Mask(line->Number);
    }

    /// <summary>Handles one interrupt of the line.</summary>
    public static void Fire(int number)
    {
        InterruptLine* line = Get(number);
        if (line->References == 0 || line->IsLevel)
            IoApic.Mask(number);
        if (line->References == 0)
            return;
        if (line->Fired++ > StormLimit)
        {
            line->Stormed = true;
            IoApic.Mask(number);
        }
        if (line->Waiter != null)
        {
            line->Fired = 0;
            Scheduler.Wake(line->Waiter, 1);
        }
    }

    /// <summary>Masks the line and wakes its waiter, and every later one, with −EINTR.</summary>
    public static void Cancel(InterruptLine* line)
    {
        line->Cancelled = true;
        IoApic.Mask(line->Number);
        if (line->Waiter != null)
            Scheduler.Wake(line->Waiter, Errno.Interrupted);
    }

    private struct Table
    {
        public fixed byte Bytes[64 * Lines];
    }
}
