using Singular.Contracts;
using Singular.Drivers.Storage;
using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Storage;

public sealed class RamDiskTests
{
    [Fact]
    public void What_is_written_is_read_and_stays_in_the_memory()
    {
        byte[] memory = new byte[64 * 512 + 100];
        RamDisk disk = Disk(memory, out _);
        Assert.Equal(new BlockGeometry(512, 64, false), disk.Geometry());

        byte[] written = new byte[3 * 512];
        new Random(1).NextBytes(written);
        Assert.Equal(3, disk.Write(61, written).Value);
        byte[] read = new byte[3 * 512];
        Assert.Equal(3, disk.Read(61, read).Value);
        Assert.Equal(written, read);
        Assert.Equal(written, memory.AsSpan(61 * 512, 3 * 512).ToArray());
        Assert.True(disk.Flush().IsOk);
        Assert.Equal(written, ReadAfterRestart(memory));
    }

    [Theory]
    [InlineData(0, 0, BlockError.NotWholeBlocks)]
    [InlineData(0, 511, BlockError.NotWholeBlocks)]
    [InlineData(0, 513, BlockError.NotWholeBlocks)]
    [InlineData(-1, 512, BlockError.OutOfRange)]
    [InlineData(8, 512, BlockError.OutOfRange)]
    [InlineData(7, 1024, BlockError.OutOfRange)]
    [InlineData(0, 9 * 512, BlockError.OutOfRange)]
    [InlineData(long.MaxValue, 512, BlockError.OutOfRange)]
    [InlineData(long.MinValue, 512, BlockError.OutOfRange)]
    [InlineData(long.MaxValue / 512 + 1, 512, BlockError.OutOfRange)]
    public void What_does_not_fit_is_refused_and_changes_nothing(long block, int length, BlockError expected)
    {
        byte[] memory = new byte[8 * 512];
        RamDisk disk = Disk(memory, out SimulatedDomain domain);
        byte[] ones = new byte[length];
        Array.Fill(ones, (byte)1);
        Assert.Equal(expected, disk.Read(block, ones).Error);
        Assert.Equal(expected, disk.Write(block, ones).Error);
        Assert.All(memory, value => Assert.Equal(0, value));
        Assert.True(domain.IsAlive);
    }

    [Fact]
    public void A_disk_over_a_file_keeps_its_contents()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] block = new byte[512];
            Array.Fill(block, (byte)0x5A);
            using (SimulatedMemory memory = SimulatedMemory.OfFile(path, 16 * 512))
            {
                var disk = new RamDisk(SimulatedMachine.CreateMemory(new SimulatedDomain(), memory));
                Assert.Equal(16, disk.Geometry().BlockCount);
                Assert.Equal(1, disk.Write(15, block).Value);
            }

            Assert.Equal(block, File.ReadAllBytes(path).AsSpan(15 * 512).ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] ReadAfterRestart(byte[] memory)
    {
        byte[] read = new byte[3 * 512];
        Assert.Equal(3, Disk(memory, out _).Read(61, read).Value);
        return read;
    }

    private static RamDisk Disk(byte[] memory, out SimulatedDomain domain)
    {
        domain = new SimulatedDomain();
        return new RamDisk(SimulatedMachine.CreateMemory(domain, SimulatedMemory.OfArray(memory)));
    }
}
