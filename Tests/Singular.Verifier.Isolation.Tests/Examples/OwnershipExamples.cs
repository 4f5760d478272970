namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Buffers, pins and endpoints in a class of a package; the contracts are those of the ownership corpus.</summary>
internal static class OwnershipExamples
{
    private static readonly Lazy<byte[]> Contracts = new(() =>
        Compile.Library(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ownership", "Corpus", "Contracts.cs")), "Corpus.Contracts"));

    public static Example Bad_OwnedAfterMove() => Method("using var b = d.Read(0); d.Write(0, b); d.Write(1, b);");
    public static Example Good_OwnedAfterMove() => Method("using var b = d.Read(0); d.Write(0, b);");

    public static Example Bad_OwnedMaybeNothing() => Method("using var b = _slot.Take(); d.Write(0, b);");
    public static Example Good_OwnedMaybeNothing() => Method("using var b = _slot.Take(); if (!b.IsEmpty) d.Write(0, b);");

    public static Example Bad_OwnedLeak() => Method("var b = d.Read(0); d.Size(); d.Write(0, b);");
    public static Example Good_OwnedLeak() => Method("using var b = d.Read(0); d.Size(); d.Write(0, b);");

    public static Example Bad_OwnedOverwritten() => Method("d.Read(0);");
    public static Example Good_OwnedOverwritten() => Method("d.Read(0).Dispose();");

    public static Example Bad_OwnedPlace() => Class("private Owned<byte> _b; public bool M() => false;");
    public static Example Good_OwnedPlace() => Class("private readonly OwnedSlot<byte> _b = new(); public bool M() => _b is null;");

    public static Example Bad_OwnedReference() => Class("public void M(ref Owned<byte> b) => b.Dispose();");
    public static Example Good_OwnedReference() => Class("public void M(Owned<byte> b) => b.Dispose();");

    public static Example Bad_OwnedPinned() => Method("using var b = d.Read(0); using var p = b.Pin(); d.Write(0, b);");
    public static Example Good_OwnedPinned() => Method("using var b = d.Read(0); using (var p = b.Pin()) p.Span[0] = 1; d.Write(0, b);");

    public static Example Bad_OwnedAcrossYield() => Class("public IEnumerable<bool> M(IDisk d) { var b = d.Read(0); yield return true; Sink(b); } private static void Sink(Owned<byte> b) => b.Dispose();");
    public static Example Good_OwnedAcrossYield() => Class("public IEnumerable<bool> M() { var b = new OwnedSlot<byte>(); yield return true; yield return b is null; }");

    public static Example Bad_PinLeak() => Method("using var b = d.Read(0); var p = b.Pin(); d.Fill(p.Span); p.Dispose();");
    public static Example Good_PinLeak() => Method("using var b = d.Read(0); using var p = b.Pin(); d.Fill(p.Span);");

    public static Example Bad_PinPlace() => Class("public int M(Pinned<byte> p) => p.Span.Length;");
    public static Example Good_PinPlace() => Class("public int M(Span<byte> p) => p.Length;");

    public static Example Bad_PinEnded() => Method("using var b = d.Read(0); var p = b.Pin(); try { var s = p.Span; p.Dispose(); d.Fill(s); } finally { p.Dispose(); }");
    public static Example Good_PinEnded() => Method("using var b = d.Read(0); var p = b.Pin(); try { var s = p.Span; d.Fill(s); p.Dispose(); } finally { p.Dispose(); }");

    public static Example Bad_EndpointState() => Class("public int M(IHost h) { var s = h.Session(); try { return s.Ask(); } finally { s.Close(); } }");
    public static Example Good_EndpointState() => Class("public int M(IHost h) { var s = h.Session(); try { s.Start(); return s.Ask(); } finally { s.Close(); } }");

    public static Example Bad_EndpointEnded() => Class("public void M(IFiles f) { var s = f.Open(\"a\"); s.Close(); s.Close(); }");
    public static Example Good_EndpointEnded() => Class("public void M(IFiles f) { var s = f.Open(\"a\"); s.Close(); }");

    public static Example Bad_EndpointDropped() => Class("public bool M(IFiles f) => f.TryOpen(\"a\").IsOk;");
    public static Example Good_EndpointDropped() => Class("public bool M(IFiles f) { var r = f.TryOpen(\"a\"); if (r.IsOk) r.Value.Close(); return r.IsOk; }");

    public static Example Bad_OwnershipUnclear() => Class("public void M(IFiles f) { var s = f.Open(\"a\"); Again(s, 3); } private static void Again(IStream s, int n) { if (n > 0) Again(s, n - 1); else s.Close(); }");
    public static Example Good_OwnershipUnclear() => Class("public void M(IFiles f) { var s = f.Open(\"a\"); Once(s); } private static void Once(IStream s) => s.Close();");

    private static Example Method(string code) => Class($"private readonly OwnedSlot<byte> _slot = new(); public bool Slot => _slot is null; public void M(IDisk d) {{ {code} }}");

    private static Example Class(string members) =>
        new(Compile.Library($"using Singular.Channels; using Corpus; public sealed class C {{ {members} }}", references: Contracts.Value), Contracts.Value);
}
