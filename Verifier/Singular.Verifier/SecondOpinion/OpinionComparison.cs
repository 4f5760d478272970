namespace Singular.Verifier.SecondOpinion;

/// <summary>Where this verifier and ilverify differ about one file, method by method.</summary>
public sealed class OpinionComparison
{
    private const uint MethodTable = 0x06;

    private OpinionComparison(SortedDictionary<string, (string Ours, string Theirs)> methods, IReadOnlyList<string> types)
    {
        OnlyOurs = [.. methods.Where(static m => m.Value.Theirs.Length == 0).Select(static m => $"{m.Key}: {m.Value.Ours}")];
        OnlyTheirs = [.. methods.Where(static m => m.Value.Ours.Length == 0).Select(static m => $"{m.Key}: {m.Value.Theirs}")];
        Both = [.. methods.Where(static m => m.Value is { Ours.Length: > 0, Theirs.Length: > 0 })
            .Select(static m => m.Value.Ours == m.Value.Theirs ? $"{m.Key}: {m.Value.Ours}" : $"{m.Key}: ours {m.Value.Ours}; theirs {m.Value.Theirs}")];
        TheirsAboutTypes = types;
    }

    /// <summary>Methods in which only this verifier found something, with its codes.</summary>
    public IReadOnlyList<string> OnlyOurs { get; }

    /// <summary>Methods in which only ilverify found something, with its codes.</summary>
    public IReadOnlyList<string> OnlyTheirs { get; }

    /// <summary>Methods in which both found something, with the codes of each where they differ.</summary>
    public IReadOnlyList<string> Both { get; }

    /// <summary>What ilverify said about types; its text names them in no fixed form, so it is not compared.</summary>
    public IReadOnlyList<string> TheirsAboutTypes { get; }

    /// <summary>Compares findings about method bodies and signatures; ilverify knows no other families of rules.</summary>
    public static OpinionComparison Compare(VerificationResult ours, ILVerifyOutput theirs)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        var methods = new SortedDictionary<string, (string Ours, string Theirs)>(StringComparer.Ordinal);
        var findings = ours.Findings.Where(static f => f.Subject >> 24 == MethodTable && f.Area is FindingArea.Types or FindingArea.Image);
        foreach (var method in findings.GroupBy(static f => MethodName.Of(f.Type, f.Method)))
            methods[method.Key.ToString()] = (string.Join(", ", method.Select(static f => f.Code).Distinct().Order(StringComparer.Ordinal)), "");
        foreach (var (method, codes) in theirs.Methods)
        {
            var known = methods.GetValueOrDefault(method.ToString(), ("", ""));
            methods[method.ToString()] = (known.Item1, string.Join(", ", codes));
        }
        return new OpinionComparison(methods, theirs.Types);
    }

    /// <summary>Prints the differences for people.</summary>
    public void Write(TextWriter output, string path)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"{path}: second opinion of ilverify: {OnlyOurs.Count} methods only we object to, {OnlyTheirs.Count} only ilverify, {Both.Count} both");
        WriteList(output, "only ours", OnlyOurs);
        WriteList(output, "only theirs", OnlyTheirs);
        WriteList(output, "both", Both);
        WriteList(output, "ilverify about types", TheirsAboutTypes);
    }

    private static void WriteList(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            output.WriteLine(Reports.ReportText.OneLine($"  {title}: {line}"));
    }
}
