namespace Singular.Manifests;

/// <summary>Writes NuGet author signatures, which <c>dotnet nuget verify</c> accepts from a trusted signer.</summary>
public static class PackageSigner
{
    /// <summary>Signs a package with SHA-256.</summary>
    /// <param name="package">An unsigned package.</param>
    /// <param name="key">The signer's certificate with its issuers and the means to sign.</param>
    /// <param name="clock">Gives the signing time.</param>
    /// <param name="stamper">Stamps the signature; null for none.</param>
    /// <exception cref="RefusedException"><c>SignaturePresent</c>, or why the package, the key or the stamp cannot be
    /// used.</exception>
    public static byte[] Sign(byte[] package, SigningKey key, TimeProvider clock, TimeStamper? stamper = null)
    {
        (byte[] unsigned, byte[]? present) = SignatureEnvelope.Split(package);
        if (present is not null)
            throw new RefusedException(RefusalCode.SignaturePresent, "package", "the package is signed already", "sign the unsigned package");
        CmsMessage message = SignContent(SignedContent.Of(unsigned, Oids.Sha256), key, clock, stamper);
        return SignatureEnvelope.Join(unsigned, message.Write(), ZipFormat.FirstTime);
    }

    /// <summary>Signs any content as a package's is signed.</summary>
    internal static CmsMessage SignContent(byte[] content, SigningKey key, TimeProvider clock, TimeStamper? stamper = null)
    {
        DateTimeOffset now = clock.GetUtcNow();
        byte[][] chain = Chain(key, now);
        CmsSignerInfo signer = Signer(key, SignedAttributes.MakeAuthor(content, Oids.Sha256, now, key.Certificate.RawData));
        if (stamper is not null)
            signer = stamper.Stamped(signer);
        return new CmsMessage(Oids.Data, content, [.. chain.Order(ByteOrder.Instance)], signer);
    }

    /// <summary>Adds a repository's countersignature to a signed package, in NuGet's form.</summary>
    /// <param name="package">A signed package.</param>
    /// <param name="key">The repository's key.</param>
    /// <param name="serviceIndex">The https address of the repository's NuGet index.</param>
    /// <param name="owners">Who owns the package there; may be empty.</param>
    /// <param name="clock">Gives the signing time.</param>
    /// <param name="stamper">Stamps the countersignature; null for none.</param>
    /// <exception cref="RefusedException"><c>CountersignaturePresent</c>, or why the package, the key or the stamp cannot be
    /// used.</exception>
    public static byte[] Countersign(byte[] package, SigningKey key, Uri serviceIndex, IReadOnlyList<string> owners, TimeProvider clock, TimeStamper? stamper = null)
    {
        if (SignatureCheck.Check(package).Countersignature is not null)
            throw new RefusedException(RefusalCode.CountersignaturePresent, "package", "the package is countersigned already", "countersign the package as its author signed it");
        (byte[] unsigned, byte[]? der) = SignatureEnvelope.Split(package);
        CmsMessage message = CmsMessage.Read(der!, Oids.Data);
        DateTimeOffset now = clock.GetUtcNow();
        byte[][] chain = Chain(key, now);
        CmsSignerInfo signer = Signer(key, SignedAttributes.MakeRepository(message.Signer.Signature, Oids.Sha256, now, key.Certificate.RawData, RepositoryAttributes.Make(serviceIndex, owners)));
        if (stamper is not null)
            signer = stamper.Stamped(signer);
        CmsMessage countersigned = message with
        {
            Signer = message.Signer.WithUnsigned(Oids.Countersignature, SignedAttributes.Encode(signer.Write)),
            Certificates = [.. message.Certificates.Concat(chain).DistinctBy(Convert.ToHexString).Order(ByteOrder.Instance)],
        };
        uint time = ZipDirectory.Read(package)[^1].Time;
        byte[] written = SignatureEnvelope.Join(unsigned, countersigned.Write(), time);
        SignatureCheck.Check(written);
        return written;
    }

    private static byte[][] Chain(SigningKey key, DateTimeOffset now)
    {
        CertificateRules.Check(key.Certificate, CertificatePurpose.CodeSigning);
        CertificateRules.CheckValidity(key.Certificate, now);
        byte[][] chain = [key.Certificate.RawData, .. key.Issuers.Select(issuer => issuer.RawData)];
        CertificateChain.Order(chain, chain[0]);
        return chain;
    }

    private static CmsSignerInfo Signer(SigningKey key, IReadOnlyList<CmsAttribute> attributes) => new(
        SignerIdentifier.Of(key.Certificate), new CmsAlgorithm(Oids.Sha256), attributes, new CmsAlgorithm(Oids.Rsa), key.Maker.Sign(CmsAttribute.EncodeSigned(attributes)), []);
}
