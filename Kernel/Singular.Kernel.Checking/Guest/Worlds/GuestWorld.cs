using Singular.Channels.Testing;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>The emulated PC around a driver. Heirs add what happens and what is expected; this one expects nothing in particular.</summary>
internal class GuestWorld(GuestMachine machine) : ContractWorld
{
    private static readonly byte[] s_zeros = new byte[64 << 10];

    protected GuestMachine Machine { get; } = machine;

    /// <summary>Asks again and again until something is so.</summary>
    /// <returns>False when it was not within the time.</returns>
    protected static bool Wait(Func<bool> isSo, TimeSpan limit)
    {
        for (long start = Environment.TickCount64; !isSo(); Thread.Sleep(1))
        {
            if (Environment.TickCount64 - start > limit.TotalMilliseconds)
                return false;
        }
        return true;
    }

    /// <summary>Writes the RAM disk from its start; zeros follow.</summary>
    protected void FillDisk(byte[] contents)
    {
        Machine.Disk.WriteArray(0, contents, 0, contents.Length);
        for (int place = contents.Length; place < Machine.DiskBytes; place += s_zeros.Length)
            Machine.Disk.WriteArray(place, s_zeros, 0, Math.Min(s_zeros.Length, Machine.DiskBytes - place));
    }

    /// <summary>What is at the start of the RAM disk.</summary>
    protected byte[] ReadDisk(int bytes)
    {
        byte[] contents = new byte[bytes];
        Machine.Disk.ReadArray(0, contents, 0, bytes);
        return contents;
    }
}
