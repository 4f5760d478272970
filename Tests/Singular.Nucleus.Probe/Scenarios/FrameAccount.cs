namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>
/// The page frames in use before something, to be compared with those after it. This program's own heap is in the count, so it
/// is brought to rest first, and everything that the comparison itself needs is done once beforehand.
/// </summary>
internal sealed class FrameAccount
{
    private readonly ulong _before;

    public FrameAccount()
    {
        for (int i = 0; i < 3; i++)
        {
            Check.Equal(0, Children.Run("exit 0"), "status");
            Console.WriteLine($"frames in use: {Settle()}");
        }
        _before = Settle();
    }

    public void Close()
    {
        ulong after = Settle();
        Console.WriteLine($"frames in use: {_before} before, {after} after");
        Check.Equal((long)_before, (long)after, "page frames in use");
    }

    private static ulong Settle()
    {
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 64; j++)
                GC.KeepAlive(new byte[16_384]);
            GC.Collect();
        }
        return Calls.SystemInfo()[1];
    }
}
