using Singular.Verifier;

namespace Singular.Builder.Compile;

/// <summary>Verifies types once more on the exact bytes that the compiler gets: whatever re-emit and generation did, a program
/// holds no code that was not verified in its last form.</summary>
/// <param name="platformFolders">Folders of the platform library that the program is compiled against.</param>
internal sealed class FinalVerification(IReadOnlyList<string> platformFolders)
{
    private const int ShownFindings = 20;

    /// <summary>Verifies some of the assemblies of a program against all of them.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.NotTypeSafe"/> with the findings.</exception>
    internal void Verify(IReadOnlyList<AssemblyFile> untrusted, IReadOnlyList<AssemblyFile> all)
    {
        using var references = new ReferenceSet();
        foreach (string folder in platformFolders)
            references.AddFolder(folder);
        foreach (AssemblyFile assembly in all)
            references.Add(assembly.Bytes.ToArray());
        var options = new VerifierOptions { Checks = VerificationChecks.Types };
        foreach (AssemblyFile assembly in untrusted)
        {
            IReadOnlyList<Finding> findings = AssemblyVerifier.Verify(assembly.Bytes.Span, references, options).Findings;
            if (findings.Count > 0)
                throw new BuildException(
                    BuildCode.NotTypeSafe, assembly.Name, $"{findings.Count} finding(s) in the form that goes to the compiler", "type-safe code",
                    "If the package itself verifies, this is a fault of the system; please report it.",
                    [.. findings.Take(ShownFindings).Select(finding => finding.ToString())]);
        }
    }
}
