using System.Text;

namespace Singular.Verifier.Images;

/// <summary>The metadata root and its streams (ECMA-335 II.24.2.1, II.24.2.2).</summary>
internal sealed class MetadataRoot
{
    private const uint Signature = 0x424A_5342;
    private const int MaxVersionLength = 255;
    private const int MaxStreamNameLength = 32;
    private const int MaxStreams = 16;

    private readonly Dictionary<string, ByteView> _streams = new(StringComparer.Ordinal);

    public MetadataRoot(ByteView metadata)
    {
        if (metadata.Length < 20 || metadata.U32(0) != Signature)
            throw new ImageFormatException(ImageCodes.MetadataRoot, "The metadata does not begin with its signature (BSJB).");
        uint versionLength = metadata.U32(12);
        if (versionLength is 0 or > MaxVersionLength + 1 || versionLength % 4 != 0)
            throw new ImageFormatException(ImageCodes.MetadataRoot, $"The metadata's version text has {versionLength} bytes; expected a multiple of 4 up to 256.");
        ByteView version = metadata.Slice(16, versionLength, ImageCodes.MetadataRoot, "The metadata's version text");
        if (version.Span.IndexOf((byte)0) < 0)
            throw new ImageFormatException(ImageCodes.MetadataRoot, "The metadata's version text has no end.");
        long at = 16 + versionLength;
        int count = metadata.U16(at + 2);
        if (count is 0 or > MaxStreams)
            throw new ImageFormatException(ImageCodes.Stream, $"The metadata has {count} streams; 1 to {MaxStreams} are allowed.");
        at += 4;
        for (int i = 0; i < count; i++)
            at = ReadStream(metadata, at);
        RequireDisjoint();
    }

    /// <summary>Streams that no reader of metadata needs.</summary>
    public IEnumerable<string> UnknownStreams => _streams.Keys.Where(n => n is not ("#~" or "#Strings" or "#US" or "#GUID" or "#Blob")).Order(StringComparer.Ordinal);

    /// <summary>The stream of tables, which must be there.</summary>
    public ByteView Tables => _streams.TryGetValue("#~", out ByteView view)
        ? view
        : throw new ImageFormatException(ImageCodes.Stream, "The metadata has no stream of tables (#~).");

    /// <summary>A heap; an absent one is empty.</summary>
    public ByteView Heap(string name) => _streams.TryGetValue(name, out ByteView view) ? view : new ByteView([]);

    private long ReadStream(ByteView metadata, long header)
    {
        uint offset = metadata.U32(header);
        uint size = metadata.U32(header + 4);
        long at = header + 8;
        int length = 0;
        while (metadata.U8(at + length) is var b && b != 0)
        {
            if (b is < 0x20 or > 0x7E || ++length == MaxStreamNameLength)
                throw new ImageFormatException(ImageCodes.Stream, "A stream's name is not printable ASCII of at most 31 characters.");
        }

        string name = Encoding.ASCII.GetString(metadata.Slice(at, length, ImageCodes.Stream, "A stream's name").Span);
        if (name is "#-" or "#JTD")
            throw new ImageFormatException(ImageCodes.Stream, $"Stream {name} makes this an edit-and-continue image, which is refused; expected #~.");
        ByteView bytes = metadata.Slice(offset, size, ImageCodes.Stream, $"Stream {name}");
        if (!_streams.TryAdd(name, bytes))
            throw new ImageFormatException(ImageCodes.Stream, $"There are two streams {name}.");
        return at + (length + 4) / 4 * 4;
    }

    private void RequireDisjoint()
    {
        ByteView? last = null;
        foreach (ByteView stream in _streams.Values.Where(s => s.Length > 0).OrderBy(s => s.Start))
        {
            if (last is { } before && stream.Start < before.Start + before.Length)
                throw new ImageFormatException(ImageCodes.Stream, "Two metadata streams share bytes.");
            last = stream;
        }

    }
}
