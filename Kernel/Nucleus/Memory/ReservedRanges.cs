namespace Singular.Nucleus;

/// <summary>Device memory that amounts to owning the machine (isolation.md, 4.2): the interrupt controllers.</summary>
internal static class ReservedRanges
{
    private const ulong LocalApicStart = 0xFEE0_0000, LocalApicEnd = 0xFEF0_0000;

    public static bool Overlaps(ulong start, ulong end) =>
        start < LocalApicEnd && end > LocalApicStart
        || start < Acpi.IoApicAddress + Layout.PageSize && end > Acpi.IoApicAddress;
}
