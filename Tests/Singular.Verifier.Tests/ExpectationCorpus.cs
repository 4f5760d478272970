using Mono.Cecil;

namespace Singular.Verifier.Tests;

/// <summary>
/// Verifies a corpus whose members' names say what is expected: <c>Bad_CODE_…</c> has findings of that code and of no other, everything
/// else has none. <c>Bad_CODE_and_OTHER_…</c>: what breaks the one rule cannot keep the other. A type's name speaks for the type and
/// its members, a method's name for the method.
/// </summary>
internal static class ExpectationCorpus
{
    /// <summary>Checks every member and returns how many expectations there were.</summary>
    public static int Check(string corpus)
    {
        var image = IlAssembler.Assemble(IlAssembler.ReadCorpus(corpus));
        using var references = IlAssembler.NewPlatformReferences();
        var result = AssemblyVerifier.Verify(image, references, new VerifierOptions { Checks = VerificationChecks.Types });
        using var module = ModuleDefinition.ReadModule(new MemoryStream(image));
        var faults = new List<string>();
        var count = 0;
        foreach (var type in module.GetTypes())
        {
            var ofType = result.Findings.Where(f => f.Type == type.FullName || (f.Method.Length == 0 && f.Subject == type.MetadataToken.ToUInt32())).ToList();
            if (type.Name.StartsWith("Bad_", StringComparison.Ordinal) || type.Name.StartsWith("Good_", StringComparison.Ordinal))
            {
                count++;
                Compare(type.Name, ofType, faults);
                continue;
            }
            foreach (var method in type.Methods)
            {
                count++;
                Compare(method.Name, ofType.Where(f => f.Subject == method.MetadataToken.ToUInt32()).ToList(), faults);
            }
            Compare("Good_" + type.Name, ofType.Where(f => f.Method.Length == 0).ToList(), faults);
        }
        faults.AddRange(result.Findings.Where(f => f.Type.Length == 0).Select(f => f.ToString()));
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        return count;
    }

    private static void Compare(string name, List<Finding> findings, List<string> faults)
    {
        string[] expected = name.StartsWith("Bad_", StringComparison.Ordinal) ? ExpectedCodes(name) : [];
        var found = findings.Select(f => f.Code).Distinct().ToList();
        if (!found.Order().SequenceEqual(expected.Order()))
            faults.Add($"{name}: {(findings.Count == 0 ? "accepted" : string.Join("; ", findings))}");
    }

    private static string[] ExpectedCodes(string name)
    {
        var words = name.Split('_', '`');
        return words.Length > 3 && words[2] == "and" ? [words[1], words[3]] : [words[1]];
    }
}
