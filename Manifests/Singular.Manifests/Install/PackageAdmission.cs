namespace Singular.Manifests;

/// <summary>Takes one package through the steps of the pipeline, in their order: authenticate, parse under limits, verify,
/// check against the policy, re-emit.</summary>
/// <param name="trust">Whom the owner trusts.</param>
/// <param name="policy">The owner's rules.</param>
/// <param name="verifier">The verification steps.</param>
/// <param name="compiler">The re-emit step.</param>
/// <param name="contractFolders">Where the contract assemblies, <c>Singular.Channels</c> and the SDK lie.</param>
/// <param name="moment">The moment of installing.</param>
/// <param name="attestations">Good attestations.</param>
internal sealed class PackageAdmission(TrustStore trust, Policy policy, IPackageVerifier verifier, IPackageCompiler compiler, IReadOnlyList<string> contractFolders, DateTimeOffset moment, IReadOnlyList<Attestation> attestations)
{
    /// <summary>The first steps: who signed it, and what it says of itself.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public (DriverPackage Package, AuthorSignature Signature, SignerAuthorization Authorization, Attestation? Attestation) Authenticate(string path)
    {
        byte[] bytes = PackageReader.ReadFile(path);
        AuthorSignature signature = SignatureCheck.Check(bytes);
        DriverPackage package = PackageReader.Read(bytes);
        Attestation? attestation = attestations.FirstOrDefault(candidate => candidate.PackageSha256 == package.Sha256);
        return (package, signature, trust.Authorize(signature, package.Id, moment, path, attestation), attestation);
    }

    /// <summary>The steps behind.</summary>
    /// <param name="path">Where the package lies.</param>
    /// <param name="package">The package.</param>
    /// <param name="signature">Its good signature.</param>
    /// <param name="authorization">Why it counts.</param>
    /// <param name="attestation">An attestation of it; null where there is none.</param>
    /// <param name="old">The installed driver of the same id; null where there is none.</param>
    /// <exception cref="RefusedException">It is refused.</exception>
    public PlannedDriver Admit(string path, DriverPackage package, AuthorSignature signature, SignerAuthorization authorization, Attestation? attestation, InstalledDriver? old)
    {
        package.CheckManifest([.. contractFolders]);
        IReadOnlyList<VerificationFinding> findings = verifier.Verify(package);
        var subject = new PolicySubject(package.Manifest, package.Manifest.FirstInstance, authorization.Signer.Name, signature.Fingerprint, findings.Count == 0, authorization.Countersigner, authorization.Attester);
        PolicyDecision decision = policy.Decide(subject);
        RefuseFindings(package, findings, decision);
        if (decision.Placement == Placement.Deny)
            throw new RefusedException(RefusalCode.PolicyDenies, package.Id, $"the policy denies it: {decision.RuleText}", "change the rule, or leave the driver out");
        if (Policy.CheckGrants(subject, decision) is { Count: > 0 } refusals)
            throw new RefusedException(refusals);
        IReadOnlyDictionary<string, byte[]> assemblies = compiler.Reemit(package, decision.Placement);
        return new PlannedDriver(path, package, signature, authorization, authorization.Attester.Length == 0 ? null : attestation, decision, findings, assemblies, old, verifier.Rules);
    }

    private static void RefuseFindings(DriverPackage package, IReadOnlyList<VerificationFinding> findings, PolicyDecision decision)
    {
        bool isWaived = decision.Options.WaivesVerification && decision.Placement == Placement.Process;
        string remedy = VerificationFinding.Remedy(package.Id, findings, ", and install it again");
        Refusal[] refusals = [.. findings.Where(finding => !isWaived || !finding.MayBeWaived)
            .Select(finding => new Refusal(RefusalCode.VerificationFailed, $"{package.Id}: {finding.Where}", $"{finding.Code}: {finding.What}", remedy))];
        if (refusals.Length > 0)
            throw new RefusedException(refusals);
    }
}
