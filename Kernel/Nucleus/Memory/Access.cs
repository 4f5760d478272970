namespace Singular.Nucleus;

/// <summary>What a program, or the nucleus for it, wants to do with a page. The values are those of PROT_*.</summary>
internal enum Access : uint
{
    Read = 1,
    Write = 2,
    Execute = 4,
}
