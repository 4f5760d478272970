using System.Buffers.Binary;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Singular.Builder.Images;

namespace Singular.Builder.Tests;

public sealed class BootImageTests
{
    private static readonly BootImageEntry[] Sample =
    [
        new("kernel", Enumerable.Range(0, 5000).Select(i => (byte)i).ToArray()),
        new("image.json", "{}"u8.ToArray()),
        new("driver/CmosClock#0", ReadOnlyMemory<byte>.Empty),
        new("ramdisk", new byte[4096]),
    ];

    private static byte[] Write(params BootImageEntry[] entries)
    {
        using var stream = new MemoryStream();
        BootImageWriter.Write(stream, entries);
        return stream.ToArray();
    }

    [Fact]
    public void What_was_written_is_read()
    {
        IReadOnlyList<BootImageEntry> read = BootImageReader.Read(Write(Sample), "test");
        Assert.Equal(Sample.Select(e => e.Name), read.Select(e => e.Name));
        foreach ((BootImageEntry expected, BootImageEntry actual) in Sample.Zip(read))
            Assert.True(expected.Content.Span.SequenceEqual(actual.Content.Span));
    }

    [Fact]
    public void Any_entries_survive_the_round_trip() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[][]>(),
            contents =>
            {
                BootImageEntry[] entries = contents.Select((c, i) => new BootImageEntry($"e{i}", c)).ToArray();
                IReadOnlyList<BootImageEntry> read = BootImageReader.Read(Write(entries), "test");
                return entries.Length == read.Count && entries.Zip(read).All(p => p.First.Name == p.Second.Name && p.First.Content.Span.SequenceEqual(p.Second.Content.Span));
            }));

    /// <summary>The layout of docs/parts.md, read here with its own offsets: the nucleus reads it in another language of its own.</summary>
    [Fact]
    public void The_layout_is_the_documented_one()
    {
        byte[] image = Write(Sample);
        Assert.Equal("SINGULAR"u8.ToArray(), image[..8]);
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(8)));
        Assert.Equal(4u, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(12)));
        Assert.Equal((ulong)image.Length, BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(16)));
        Assert.Equal(SHA256.HashData(image.AsSpan(64, 4 * 128)), image[24..56]);
        Span<byte> second = image.AsSpan(64 + 128, 128);
        Assert.Equal("image.json\0"u8.ToArray(), second[..11].ToArray());
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(second[72..]);
        Assert.Equal(12288UL, offset);
        Assert.Equal(2UL, BinaryPrimitives.ReadUInt64LittleEndian(second[80..]));
        Assert.Equal("{}"u8.ToArray(), image[(int)offset..((int)offset + 2)]);
        Assert.Equal(SHA256.HashData("{}"u8), second[88..120].ToArray());
    }

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        byte[] image = Write(new BootImageEntry("a", new byte[] { 1, 2, 3 }), new BootImageEntry("b", new byte[] { 4 }));
        for (int bit = 0; bit < image.Length * 8; bit += bit < 320 * 8 ? 1 : 61)
        {
            image[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(BuildCode.BadImage, Assert.Throws<BuildException>(() => BootImageReader.Read(image, "test")).Code);
            image[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Every_shortened_image_is_refused()
    {
        byte[] image = Write(Sample);
        for (int length = 0; length < image.Length; length += length < 700 ? 1 : 997)
            Assert.Equal(BuildCode.BadImage, Assert.Throws<BuildException>(() => BootImageReader.Read(image.AsMemory(0, length), "test")).Code);
    }

    /// <summary>With a good hash over a lying table the checks behind the hash are all that is left.</summary>
    [Theory]
    [InlineData(12, 0xFFFFFFFFUL, 4)]
    [InlineData(12, 5UL, 4)]
    [InlineData(64 + 72, 0x2000UL, 8)]
    [InlineData(64 + 72, 0xFFFFFFFFFFFFF000UL, 8)]
    [InlineData(64 + 80, 0xFFFFFFFFFFFFFFFFUL, 8)]
    [InlineData(64 + 80, 0x7FFFFFFFUL, 8)]
    [InlineData(64 + 120, 1UL, 8)]
    [InlineData(64, 0UL, 8)]
    [InlineData(64, 0xFFUL, 1)]
    [InlineData(64 + 128, 0x6C656E72656BUL, 8)]
    public void A_lying_table_is_refused(int offset, ulong value, int width)
    {
        byte[] image = Write(Sample);
        for (int i = 0; i < width; i++)
            image[offset + i] = (byte)(value >> (8 * i));
        int tableBytes = 128 * BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(12));
        SHA256.HashData(image.AsSpan(64, Math.Clamp(tableBytes, 0, image.Length - 64))).CopyTo(image.AsSpan(24));
        Assert.Equal(BuildCode.BadImage, Assert.Throws<BuildException>(() => BootImageReader.Read(image, "test")).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789xx")]
    public void A_name_that_does_not_fit_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Write(new BootImageEntry(name, ReadOnlyMemory<byte>.Empty)));

    [Fact]
    public void Two_entries_of_one_name_are_refused() => Assert.Throws<ArgumentException>(() => Write(Sample[0], Sample[0]));
}
