using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Changes bytes of code, tables and blobs in a written file: encodings that no metadata library writes.</summary>
internal sealed class RawMutator
{
    private static readonly byte[] s_likely = [0, 1, 2, 3, 4, 6, 8, 0x0E, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x1C, 0x1D, 0x1E, 0x20, 0x2A, 0x45, 0xFE, 0xFF];

    private readonly byte[] _file;
    private readonly List<(int Start, int Length)> _code = [];
    private readonly List<(int Start, int Length)> _metadata = [];

    public RawMutator(byte[] file)
    {
        _file = file;
        using var image = new PEReader(new MemoryStream(file, writable: false));
        MetadataReader reader = image.GetMetadataReader();
        int start = image.PEHeaders.MetadataStartOffset;
        _metadata.Add((start + reader.GetHeapMetadataOffset(HeapIndex.Blob), reader.GetHeapSize(HeapIndex.Blob)));
        foreach (TableIndex table in Enum.GetValues<TableIndex>())
        {
            if (reader.GetTableRowCount(table) > 0 && table is not (TableIndex.Module or TableIndex.Assembly or TableIndex.AssemblyRef))
                _metadata.Add((start + reader.GetTableMetadataOffset(table), reader.GetTableRowCount(table) * reader.GetTableRowSize(table)));
        }
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            int address = reader.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address != 0)
                _code.Add((OffsetOf(image, address), image.GetMethodBody(address).Size));
        }
    }

    public byte[] Mutate(Random random, out string what)
    {
        byte[] mutant = (byte[])_file.Clone();
        what = "";
        do
        {
            List<(int Start, int Length)> areas = random.Next(3) == 0 ? _metadata : _code;
            (int start, int length) = areas[random.Next(areas.Count)];
            int position = start + random.Next(length);
            byte value = random.Next(3) switch
            {
                0 => s_likely[random.Next(s_likely.Length)],
                1 => (byte)(mutant[position] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
            what += $"{(ReferenceEquals(areas, _code) ? "code" : "metadata")} byte 0x{position:x} from 0x{mutant[position]:x2} to 0x{value:x2}; ";
            mutant[position] = value;
        }
        while (random.Next(3) == 0);
        return mutant;
    }

    private static int OffsetOf(PEReader image, int address)
    {
        SectionHeader section = image.PEHeaders.SectionHeaders[image.PEHeaders.GetContainingSectionIndex(address)];
        return address - section.VirtualAddress + section.PointerToRawData;
    }
}
