using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>A range of a process' addresses with one kind, one source and one protection. Page-aligned, never empty.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Region
{
    public const uint Read = 1, Write = 2, Execute = 4;

    public ulong Start, End;

    /// <summary>Source of the content: null for anonymous memory.</summary>
    public MemoryObject* Object;

    /// <summary>Offset of <see cref="Start"/> in the source, in bytes.</summary>
    public ulong Offset;

    /// <summary>PROT_READ, PROT_WRITE, PROT_EXEC.</summary>
    public uint Protection;

    /// <summary>What mprotect may set at most.</summary>
    public byte Maximum;

    public RegionKind Kind;

    /// <summary>Copies field by field: a struct copy would go through vector registers, which belong to programs.</summary>
    public void CopyFrom(Region* other)
    {
        Start = other->Start;
        End = other->End;
        Object = other->Object;
        Offset = other->Offset;
        Protection = other->Protection;
        Maximum = other->Maximum;
        Kind = other->Kind;
    }

    /// <summary>Whether this region goes on where the other ends, so that the two can be one.</summary>
    public bool Continues(Region* before) =>
        before->End == Start && before->Kind == Kind && before->Protection == Protection && before->Maximum == Maximum
        && before->Object == Object && (Object == null || before->Offset + (before->End - before->Start) == Offset);
}
