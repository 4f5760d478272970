using System.IO.Compression;

namespace Singular.Manifests.Tests;

/// <summary>Ten mebibytes that unpack to ten gibibytes of zeros.</summary>
internal static class ZeroBomb
{
    private const int BlockBytes = 1 << 20;
    private const int Blocks = 10 * 1024;

    /// <summary>A deflate stream: after the first block all look back at zeros, so that they are alike and one is repeated.</summary>
    public static byte[] Deflated()
    {
        var stream = new MemoryStream();
        using var deflater = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        deflater.Write(new byte[BlockBytes]);
        deflater.Flush();
        int first = (int)stream.Length;
        deflater.Write(new byte[BlockBytes]);
        deflater.Flush();
        byte[] bytes = stream.ToArray();
        byte[] block = bytes[first..];
        var bomb = new MemoryStream();
        bomb.Write(bytes, 0, first);
        for (int i = 1; i < Blocks; i++)
            bomb.Write(block);
        // An empty last block, stored (RFC 1951, section 3.2.4).
        bomb.Write([0x01, 0x00, 0x00, 0xFF, 0xFF]);
        return bomb.ToArray();
    }

    /// <summary>A package with the bomb as its first entry, whose headers say what the argument says.</summary>
    public static byte[] Package(byte[] package, uint declaredBytes)
    {
        byte[] data = Deflated();
        byte[] name = "lib/net9.0/zeros.dll"u8.ToArray();
        byte[] local = Header(0x04034B50, central: false, data, name, declaredBytes);
        byte[] central = Header(0x02014B50, central: true, data, name, declaredBytes);
        int directory = BitConverter.ToInt32(package, package.Length - 6);
        int shift = local.Length + data.Length;
        byte[] records = package[directory..^22];
        for (int position = 0; position < records.Length; position += 46 + BitConverter.ToUInt16(records, position + 28))
            BitConverter.TryWriteBytes(records.AsSpan(position + 42), BitConverter.ToInt32(records, position + 42) + shift);
        byte[] end = package[^22..];
        ushort count = (ushort)(BitConverter.ToUInt16(end, 8) + 1);
        BitConverter.TryWriteBytes(end.AsSpan(8), count);
        BitConverter.TryWriteBytes(end.AsSpan(10), count);
        BitConverter.TryWriteBytes(end.AsSpan(12), central.Length + records.Length);
        BitConverter.TryWriteBytes(end.AsSpan(16), directory + shift);
        return [.. local, .. data, .. package[..directory], .. central, .. records, .. end];
    }

    private static byte[] Header(uint signature, bool central, byte[] data, byte[] name, uint size)
    {
        var header = new byte[(central ? 46 : 30) + name.Length];
        int at = central ? 2 : 0;
        BitConverter.TryWriteBytes(header, signature);
        if (central)
            header[4] = 20;
        header[4 + at] = 20;
        header[8 + at] = 8;
        BitConverter.TryWriteBytes(header.AsSpan(10 + at), 0x0021_0000);
        BitConverter.TryWriteBytes(header.AsSpan(18 + at), data.Length);
        BitConverter.TryWriteBytes(header.AsSpan(22 + at), size);
        BitConverter.TryWriteBytes(header.AsSpan(26 + at), (ushort)name.Length);
        name.CopyTo(header, header.Length - name.Length);
        return header;
    }
}
