using System.Security.Cryptography;
using System.Text;
using Singular.Builder.Compile;
using Singular.CommandLine.Session;
using Singular.Manifests;
using Singular.Verifier;
using Singular.Verifier.Images;
using Singular.Verifier.Isolation;

namespace Singular.CommandLine.Pipeline;

/// <summary>The verification steps of the install pipeline: every assembly of a package, against the system's contracts, the
/// SDK, the platform and its neighbours in the package.</summary>
internal sealed class DriverVerification(Workspace workspace) : IPackageVerifier
{
    private readonly Lazy<string> _rules = new(() => RulesOf(workspace));

    public string Rules => _rules.Value;

    public IReadOnlyList<VerificationFinding> Verify(DriverPackage package)
    {
        var findings = new List<VerificationFinding>();
        using ReferenceSet references = workspace.References(package);
        HashSet<string> taken = new(references.Names, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, byte[] assembly) in package.Assemblies)
        {
            // The reference set reads with Mono.Cecil, which recurses; bytes that are not sound are for the verifier to report.
            ImageReport image = ImageCheck.Run(assembly, new ImageLimits());
            if (!image.IsReadable || image.AssemblyName.Length == 0)
                continue;
            if (!taken.Add(image.AssemblyName))
                findings.Add(new VerificationFinding(IsolationCodes.AssemblyName, $"{name}.dll", $"an assembly named {image.AssemblyName}; expected a name that no assembly of the system or of the package has", false));
            else
                references.Add(assembly);
        }

        foreach ((string name, byte[] assembly) in package.Assemblies.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            VerificationResult result = AssemblyVerifier.Verify(assembly, references, new VerifierOptions());
            findings.AddRange(result.Findings.Select(finding => new VerificationFinding(
                finding.Code, $"{name}.dll: {finding.Place}", finding.Message, MayBeWaived(finding))));
        }

        return findings;
    }

    /// <summary>The module id of a deterministic build changes with every change of the verifier, its profile included; the files are what drivers are
    /// judged against.</summary>
    private static string RulesOf(Workspace workspace)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(AssemblyVerifier).Module.ModuleVersionId.ToByteArray());
        hash.AppendData(Encoding.UTF8.GetBytes(Toolchain.Version));
        foreach (string name in Workspace.SystemReferences)
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(workspace.RequireSystem(name))));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Type safety and static contract findings may be waived for a process; what an analysis could not finish, and
    /// every rule of isolation, never.</summary>
    private static bool MayBeWaived(Finding finding) =>
        finding.Area is FindingArea.Types or FindingArea.Contracts && finding.Code is not ("InternalError" or "LimitExceeded");
}
