using System.Buffers.Binary;

namespace Singular.Nucleus.Tests;

/// <summary>Boot images that are damaged or lie: the nucleus says what is wrong and stops.</summary>
[Collection(nameof(Machine))]
public sealed class ImageTests(Machine machine) 
{
    [Fact]
    public void No_image_is_a_clear_end() => Refused(machine.Boot("none"), "there is no boot image");

    [Theory]
    [InlineData("signature", 0, 0x5AUL, 1, "has no header")]
    [InlineData("version", 8, 2UL, 4, "has no header")]
    [InlineData("count", 12, 1_000_000UL, 4, "shorter than its header says")]
    [InlineData("total", 16, 1UL << 40, 8, "shorter than its header says")]
    [InlineData("hash", 24, 0UL, 8, "table does not have the hash")]
    [InlineData("entry offset", 64 + 72, 0xFFFF_FFFF_FFFF_F000UL, 8, "lies outside of the image")]
    [InlineData("entry offset unaligned", 64 + 72, 4100UL, 8, "lies outside of the image")]
    [InlineData("entry size", 64 + 80, ulong.MaxValue, 8, "lies outside of the image")]
    [InlineData("entry name", 64, 0x78UL, 1, "no entry named kernel")]
    [InlineData("entry hash", 64 + 88, 0UL, 8, "does not have the hash in the table")]
    [InlineData("content", 4096 + 200, 0xA5A5_A5A5UL, 4, "does not have the hash in the table")]
    [InlineData("not ELF", 4096, 0UL, 4, "does not have the hash in the table")]
    public void A_lying_image_is_refused(string what, int offset, ulong value, int width, string message)
    {
        byte[] image = BootImage.Write(("kernel", new byte[10_000]), ("other", new byte[10]));
        for (int i = 0; i < width; i++)
            image[offset + i] = (byte)(value >> (8 * i));
        if (what == "not ELF")
            image[4096] = 1;
        if (what.StartsWith("entry", StringComparison.Ordinal))
            BootImage.Seal(image);
        Refused(Boot(image), message);
    }

    [Theory]
    [InlineData("zeros", 0, 0, 0)]
    [InlineData("executable type", 16, 2, 2)]
    [InlineData("other machine", 18, 3, 2)]
    [InlineData("program headers outside", 32, 0x7FFF_FFFF, 4)]
    [InlineData("too many segments", 56, 60_000, 2)]
    [InlineData("segment outside of the file", 64 + 56 + 8, 0x7FFF_F000, 8)]
    [InlineData("segment beyond the limit", 64 + 56 + 16, 0x7FFF_F000, 8)]
    [InlineData("segment writable and executable", 64 + 56 + 4, 7, 4)]
    public void An_image_whose_kernel_is_no_program_is_refused(string what, int offset, uint value, int width)
    {
        byte[] kernel = what == "zeros" ? new byte[8192] : File.ReadAllBytes(machine.PathOf("probe"));
        for (int i = 0; i < width; i++)
            kernel[offset + i] = (byte)(value >> (8 * i));
        Refused(Boot(BootImage.Write(("kernel", kernel))), "the entry kernel is not a static PIE");
    }

    [Fact]
    public void The_file_is_hashed_when_it_is_used()
    {
        byte[] probe = File.ReadAllBytes(machine.PathOf("probe"));
        byte[] image = BootImage.Write(("kernel", probe), ("driver/probe", probe));
        int second = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(64 + 128 + 72));
        image[second + 5000] ^= 1;
        // The kernel comes up; opening the damaged entry is what fails.
        BootResult result = Boot(image, "scenario=processes");
        Assert.Contains("image of the probe: expected a handle or address, found -5", result.Output, StringComparison.Ordinal);
    }

    private BootResult Boot(byte[] image, string commandLine = "scenario=runtime")
    {
        string path = machine.PathOf("bad.img");
        File.WriteAllBytes(path, image);
        return machine.Boot(commandLine, image: path);
    }

    private static void Refused(BootResult result, string message)
    {
        Assert.Equal(97, result.Status);
        Assert.Contains("nucleus: PANIC: ", result.Output, StringComparison.Ordinal);
        Assert.Contains(message, result.Output, StringComparison.Ordinal);
    }
}
