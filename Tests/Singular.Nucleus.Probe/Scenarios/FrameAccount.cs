namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>
/// The page frames in use before something, to be compared with those after it. Frames charged to anybody but this program
/// must be the same to the frame. This program's own account holds its heap, which the collector resizes as it likes, and
/// the blocks of its processes and memory objects: it may grow by far less than one frame for each.
/// </summary>
internal sealed class FrameAccount
{
    private const ulong HeapSlack = 16, ObjectsPerFrame = 10;

    private readonly ulong _others, _own;

    public FrameAccount()
    {
        for (int i = 0; i < 3; i++)
        {
            Check.Equal(0, Children.Run("exit 0"), "status");
            Settle();
            Console.WriteLine($"frames in use: {Read()}");
        }
        Settle();
        (_others, _own) = Read();
    }

    /// <summary>Compares, after a number of processes or objects came and went.</summary>
    public void Close(ulong objects)
    {
        Settle();
        (ulong others, ulong own) = Read();
        Console.WriteLine($"frames in use: ({_others}, {_own}) before, ({others}, {own}) after");
        Check.Equal(1, (long)Calls.SystemInfo()[10], "processes that are left");
        Check.Equal((long)_others, (long)others, "page frames that are not this program's");
        Check.True(own <= _own + HeapSlack + objects / ObjectsPerFrame, $"this program's frames grew from {_own} to {own}");
    }

    private static (ulong Others, ulong Own) Read()
    {
        ulong own = Calls.KernelPages();
        return (Calls.SystemInfo()[1] - own, own);
    }

    private static void Settle()
    {
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 64; j++)
                GC.KeepAlive(new byte[16_384]);
            GC.Collect();
        }
    }
}
