using System.Formats.Asn1;

namespace Singular.Manifests;

/// <summary>The signed attributes that only a repository's countersignature has (NuGet, "Package Signatures Technical
/// Details"): nuget-v3-service-index-url ::= IA5String, nuget-package-owners ::= SEQUENCE OF UTF8String.</summary>
internal static class RepositoryAttributes
{
    /// <summary>Characters of an address or of an owner's name.</summary>
    private const int MaxLength = 2_000;

    public static IEnumerable<CmsAttribute> Make(Uri serviceIndex, IReadOnlyList<string> owners)
    {
        yield return new CmsAttribute(Oids.NuGetServiceIndex, SignedAttributes.Encode(writer => writer.WriteCharacterString(UniversalTagNumber.IA5String, serviceIndex.AbsoluteUri)));
        if (owners.Count > 0)
            yield return new CmsAttribute(Oids.NuGetPackageOwners, SignedAttributes.Encode(writer => WriteOwners(writer, owners)));
    }

    /// <exception cref="RefusedException"><c>SignatureAttributeRefused</c>.</exception>
    public static (string ServiceIndex, IReadOnlyList<string> Owners) Read(CmsSignerInfo signer)
    {
        try
        {
            string index = new AsnReader(signer.FindSigned(Oids.NuGetServiceIndex)!, AsnEncodingRules.DER).ReadCharacterString(UniversalTagNumber.IA5String);
            if (!Uri.TryCreate(index, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttps || index.Length > MaxLength)
                throw Refused("the address of the repository's index is no https address");
            return (index, signer.FindSigned(Oids.NuGetPackageOwners) is { } owners ? ReadOwners(owners) : []);
        }
        catch (AsnContentException)
        {
            throw Refused("an attribute of the repository cannot be read");
        }
    }

    private static void WriteOwners(AsnWriter writer, IReadOnlyList<string> owners)
    {
        using (writer.PushSequence())
        {
            foreach (string owner in owners)
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, owner);
        }
    }

    private static List<string> ReadOwners(byte[] value)
    {
        var owners = new List<string>();
        AsnReader list = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        while (list.HasData)
            owners.Add(list.ReadCharacterString(UniversalTagNumber.UTF8String));
        return owners.Count > 0 && owners.All(owner => owner.Length is > 0 and <= MaxLength) ? owners : throw Refused("the list of owners is empty or has an empty name");
    }

    private static RefusedException Refused(string what) =>
        new(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, $"countersignature: {what}", "countersign again with singular countersign");
}
