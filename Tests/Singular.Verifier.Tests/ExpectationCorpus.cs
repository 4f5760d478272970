using Mono.Cecil;

namespace Singular.Verifier.Tests;

/// <summary>
/// Verifies a corpus whose members' names say what is expected: <c>Bad_CODE_…</c> has a finding of that code, everything else has
/// none. A type's name speaks for the type and its members, a method's name for the method.
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
        if (name.StartsWith("Bad_", StringComparison.Ordinal))
        {
            var code = name.Split('_', '`')[1];
            if (!findings.Exists(f => f.Code == code))
                faults.Add($"{name}: not found; instead {(findings.Count == 0 ? "accepted" : string.Join("; ", findings))}");
        }
        else if (findings.Count != 0)
        {
            faults.Add($"{name}: {string.Join("; ", findings)}");
        }
    }
}
