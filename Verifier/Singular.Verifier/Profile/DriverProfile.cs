using Mono.Cecil;

namespace Singular.Verifier.Profile;

/// <summary>The members of the platform library that a driver may use: <c>driver-profile.txt</c>, which is embedded in this
/// assembly.</summary>
public sealed class DriverProfile
{
    private const string ResourceName = "Singular.Verifier.Profile.driver-profile.txt";

    private static readonly Lazy<DriverProfile> Embedded = new(ReadEmbedded);

    private readonly Dictionary<string, ProfileType> _types;

    internal DriverProfile(int version, Dictionary<string, ProfileType> types)
    {
        Version = version;
        _types = types;
    }

    /// <summary>The profile that this version of the system verifies against.</summary>
    public static DriverProfile Current => Embedded.Value;

    /// <summary>Number of the profile. A later one only adds, so that what was compiled once keeps being accepted.</summary>
    public int Version { get; }

    public IReadOnlyCollection<ProfileType> Types => _types.Values;

    /// <summary>The type of that name (<see cref="CanonicalName.OfType"/>), or null when a driver may not name it.</summary>
    public ProfileType? FindType(string name) => _types.GetValueOrDefault(name);

    /// <summary>Facts of a method, or null when the profile does not have it. What the reference's assembly is, is for the
    /// caller to judge.</summary>
    public ProfileFacts? Find(MethodReference method) =>
        Find(method.DeclaringType, CanonicalName.OfMethod(method.GetElementMethod()));

    /// <summary>Facts of a field, or null when the profile does not have it.</summary>
    public ProfileFacts? Find(FieldReference field) => Find(field.DeclaringType, CanonicalName.OfField(field));

    private ProfileFacts? Find(TypeReference type, string signature) =>
        FindType(CanonicalName.OfType(type)) is { } known ? known.Members.GetValueOrDefault(signature) : null;

    private static DriverProfile ReadEmbedded()
    {
        using Stream stream = typeof(DriverProfile).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {ResourceName}.");
        using var reader = new StreamReader(stream);
        return ProfileReader.Read(reader);
    }
}
