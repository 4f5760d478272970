using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Singular.Verifier.Sources;

/// <summary>The sequence points of a portable PDB. Every member may throw whatever damaged metadata makes a reader throw.</summary>
internal sealed class PortablePdb : IDisposable
{
    /// <summary>Longest name of a source file that is passed on, in characters.</summary>
    private const int NameLength = 1_023;

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _reader;
    private readonly Dictionary<int, SequencePoint[]> _points = [];

    public PortablePdb(Stream pdb)
    {
        _provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        _reader = _provider.GetMetadataReader();
    }

    /// <summary>The identity that the assembly names in its debug directory: a GUID and a stamp.</summary>
    public BlobContentId Id => _reader.DebugMetadataHeader is { } header ? new BlobContentId(header.Id) : default;

    /// <summary>The place of the instruction at or before an offset, or of the method's first one; null when the PDB says none.</summary>
    /// <param name="row">Row of the method in the assembly.</param>
    /// <param name="offset">Byte offset in the body, null for the method as a whole.</param>
    public SourcePlace? Find(int row, int? offset)
    {
        if (row < 1 || row > _reader.GetTableRowCount(TableIndex.MethodDebugInformation))
            return null;
        if (!_points.TryGetValue(row, out var points))
        {
            points = [.. _reader.GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(row)).GetSequencePoints().Where(static p => !p.IsHidden)];
            _points.Add(row, points);
        }
        if (points.Length == 0)
            return null;
        var last = offset is null ? 0 : Math.Max(0, Array.FindLastIndex(points, p => p.Offset <= offset));
        var document = _reader.GetDocument(points[last].Document);
        var name = _reader.GetString(document.Name);
        return name.Length is 0 or > NameLength ? null : new SourcePlace(name, points[last].StartLine, points[last].StartColumn);
    }

    public void Dispose() => _provider.Dispose();
}
