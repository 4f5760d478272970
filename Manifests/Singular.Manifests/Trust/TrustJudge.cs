using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Decides whether a good signature is a trusted one, at which moment its certificates have to be valid, and whether
/// a countersignature counts.</summary>
/// <param name="trust">Whom the owner trusts.</param>
/// <param name="packageId">The package that is signed.</param>
/// <param name="moment">The moment of installing.</param>
/// <param name="packagePath">Where the package lies, for the command that an error shows.</param>
internal sealed class TrustJudge(TrustStore trust, string packageId, DateTimeOffset moment, string packagePath)
{
    /// <summary>How far a time stamp may lie ahead of this machine's clock.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly List<string> _notes = [];

    public SignerAuthorization Judge(AuthorSignature signature, Attestation? attestation)
    {
        trust.CheckRevoked(signature);
        TrustedSigner signer = FindSigner(signature)
            ?? throw new RefusedException(RefusalCode.SignerUnknown, packageId, $"signed by {signature.Certificate.Subject}, fingerprint {signature.Fingerprint}, which nobody has trusted here",
                $"if you know this signer: {TrustCommand(signature)}");
        if (!signer.Covers(packageId))
        {
            throw new RefusedException(RefusalCode.SignerOutOfScope, packageId, $"{signer.Name} is trusted for {string.Join(',', signer.Scope)} only",
                $"if it may sign this too: singular trust add --from {ShellText.Quoted(packagePath)} --as {signer.Name} --for {string.Join(',', signer.Scope)},{packageId}");
        }
        TrustedSigner? stamper = Stamper(signature.Stamp);
        DateTimeOffset validAt = stamper is null ? moment : Seconds(signature.Stamp!.Time);
        ChainCheck.Check(signature.Chain, signer, validAt);
        TrustedSigner? countersigner = Countersigner(signature.Countersignature);
        TrustedSigner? attester = Attester(attestation);
        IEnumerable<X509Certificate2> certificates =
        [
            .. signature.Chain,
            .. stamper is null ? [] : signature.Stamp!.Chain,
            .. countersigner is null ? [] : signature.Countersignature!.Chain,
            .. attester is null ? [] : attestation!.Chain,
        ];
        return new SignerAuthorization(signer, validAt, stamper?.Name ?? "", countersigner?.Name ?? "", attester?.Name ?? "", [.. certificates.Select(Fingerprint.Of).Distinct()], _notes);
    }

    /// <summary>The entry for the signer's own certificate, else the one for an authority above it.</summary>
    private TrustedSigner? FindSigner(AuthorSignature signature)
    {
        TrustedSigner? direct = trust.Signers.FirstOrDefault(signer => signer.Role == TrustRole.Signer && signer.Fingerprint == signature.Fingerprint);
        return direct ?? Find(signature.Chain.Skip(1), TrustRole.Authority);
    }

    private TrustedSigner? Find(IEnumerable<X509Certificate2> certificates, TrustRole role)
    {
        Fingerprint[] prints = [.. certificates.Select(Fingerprint.Of)];
        return trust.Signers.FirstOrDefault(signer => signer.Role == role && prints.Contains(signer.Fingerprint));
    }

    // A stamp of somebody unknown is as good as none: anybody could have made it.
    private TrustedSigner? Stamper(TimeStamp? stamp)
    {
        if (stamp is null)
            return null;
        if (stamp.Time > moment + ClockTolerance)
            throw new RefusedException(RefusalCode.TimeStampInvalid, packageId, $"the time stamp says {stamp.Time.UtcDateTime:u}, now is {moment.UtcDateTime:u}", "check the machine's clock");
        TrustedSigner? stamper = Find(stamp.Chain, TrustRole.Stamp);
        if (stamper is null)
        {
            _notes.Add($"the time stamp by {stamp.Fingerprint} does not count, nobody has trusted that authority here; if you do: singular trust add --stamp --from {ShellText.Quoted(packagePath)} --as NAME");
            return null;
        }
        ChainCheck.Check(stamp.Chain, stamper, stamp.Time);
        return stamper;
    }

    private TrustedSigner? Countersigner(Countersignature? countersignature)
    {
        if (countersignature is null)
            return null;
        TrustedSigner? repository = Find(countersignature.Chain, TrustRole.Repository);
        if (repository is null)
        {
            _notes.Add($"the countersignature of {countersignature.ServiceIndex} by {countersignature.Fingerprint} does not count, nobody has trusted that repository here");
            return null;
        }
        if (!repository.Covers(packageId))
        {
            _notes.Add($"the countersignature of {repository.Name} does not count: it is trusted for {string.Join(',', repository.Scope)} only");
            return null;
        }
        DateTimeOffset validAt = Stamper(countersignature.Stamp) is null ? moment : countersignature.Stamp!.Time;
        ChainCheck.Check(countersignature.Chain, repository, validAt);
        return repository;
    }

    private TrustedSigner? Attester(Attestation? attestation)
    {
        if (attestation is null)
            return null;
        if (attestation.Chain.FirstOrDefault(certificate => trust.Revoked.ContainsKey(Fingerprint.Of(certificate))) is { } revoked)
            throw new RefusedException(RefusalCode.CertificateRevoked, $"certificate {Fingerprint.Of(revoked)}", "the certificate that the attestation stands on is revoked", "install without it, or get another one");
        if (Find(attestation.Chain, TrustRole.Attest) is not { } tester)
        {
            _notes.Add($"the attestation by {attestation.Fingerprint} does not count, nobody has trusted that tester here; if you do: singular trust add CERTIFICATE --attest --as NAME");
            return null;
        }
        if (!tester.Covers(packageId))
        {
            _notes.Add($"the attestation of {tester.Name} does not count: it is trusted for {string.Join(',', tester.Scope)} only");
            return null;
        }
        ChainCheck.Check(attestation.Chain, tester, moment);
        return tester;
    }

    // A command that can be typed as it stands, with a name taken from the certificate.
    private string TrustCommand(AuthorSignature signature)
    {
        string common = signature.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        string name = string.Concat(common.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')).ToLowerInvariant();
        return $"singular trust add --from {ShellText.Quoted(packagePath)} --as {(NameRules.IsPackageId(name) ? name : "signer")}";
    }

    private static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
