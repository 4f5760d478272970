using System.Buffers.Binary;
using Singular.Kernel.HostileDevice;

namespace Singular.Kernel.Tests.Machine;

/// <summary>The memory block of the hostile driver, seen from the host while the machine runs.</summary>
public sealed class OrdersFile
{
    private readonly string _path;

    internal OrdersFile(string path, uint what, int seed)
    {
        _path = path;
        byte[] block = new byte[HostileOrders.BlockBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(HostileOrders.Seed), (uint)seed);
        File.WriteAllBytes(path, block);
        Give(what);
    }

    /// <summary>Lives that the driver has begun.</summary>
    public int Lives => Word(HostileOrders.Lives);

    /// <summary>For how long it has made noise, summed over its lives.</summary>
    public TimeSpan Noise => TimeSpan.FromMilliseconds(Word(HostileOrders.NoiseMilliseconds));

    /// <summary>Bytes of each region that it shares, and the thousands of words that it has written there.</summary>
    public IReadOnlyList<(int Bytes, int KiloWrites)> Regions =>
    [
        .. Enumerable.Range(0, HostileOrders.Regions).Select(region => HostileOrders.FirstRegion + region * HostileOrders.RegionEntry)
            .Select(entry => (Word(entry + HostileOrders.RegionBytes), Word(entry + HostileOrders.RegionKiloWrites))),
    ];

    /// <summary>From now on it does something else.</summary>
    public void Give(uint what)
    {
        byte[] word = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, what);
        using FileStream file = Open(FileAccess.Write);
        file.Write(word);
    }

    private int Word(int offset)
    {
        byte[] word = new byte[sizeof(int)];
        using FileStream file = Open(FileAccess.Read);
        file.Position = offset;
        file.ReadExactly(word);
        return BinaryPrimitives.ReadInt32LittleEndian(word);
    }

    // The emulator has it, too.
    private FileStream Open(FileAccess access) => new(_path, FileMode.Open, access, FileShare.ReadWrite);
}
