namespace Singular.Verifier.Profile;

/// <summary>A platform type that a driver may name.</summary>
/// <param name="Name">Its name as <see cref="CanonicalName.OfType"/> writes it.</param>
/// <param name="Members">Facts of its allowed members by signature.</param>
/// <param name="MayDerive">Classes of the driver may have it as their base.</param>
/// <param name="MayImplement">Classes of the driver may implement it.</param>
/// <param name="IsDelegate">A delegate type.</param>
/// <param name="IsLinear">Variables of the type are locals that are used by address only.</param>
/// <param name="ClosedArguments">Its type arguments must not be able to hold a boxed value of the type itself.</param>
public sealed record ProfileType(
    string Name,
    IReadOnlyDictionary<string, ProfileFacts> Members,
    bool MayDerive,
    bool MayImplement,
    bool IsDelegate,
    bool IsLinear,
    bool ClosedArguments);
