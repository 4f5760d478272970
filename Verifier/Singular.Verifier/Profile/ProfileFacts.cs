namespace Singular.Verifier.Profile;

/// <summary>What the checks and the weaver need to know of a profile member. The words in the profile file and their full
/// meaning are at its head.</summary>
/// <param name="Cost">Cost in terms of sizes.</param>
/// <param name="Allocation">What it allocates.</param>
/// <param name="AllocationParameter">For <see cref="ProfileAllocation.ByParameter"/> the parameter, from 0, else -1.</param>
/// <param name="CallsBack">It may call code of the driver, one level deep.</param>
/// <param name="Waits">It may wait for another thread.</param>
/// <param name="ReturnsReadOnly">The reference that it returns may only be read.</param>
/// <param name="ScopedParameters">Parameters, from 0, of which it keeps nothing.</param>
/// <param name="UnscopedParameters">Parameters that its result may hold although the language's default says otherwise.</param>
/// <param name="PrimitiveArguments">Generic arguments must be primitive types, enums or string.</param>
/// <param name="NumberArguments">Generic arguments must be types of which every pattern of bytes is a value.</param>
/// <param name="OwnObject">The first argument's static type must be defined by the driver.</param>
/// <param name="Shape">The compiler's shape in which alone it is allowed, or empty.</param>
public sealed record ProfileFacts(
    ProfileCost Cost,
    ProfileAllocation Allocation,
    int AllocationParameter,
    bool CallsBack,
    bool Waits,
    bool ReturnsReadOnly,
    IReadOnlyList<int> ScopedParameters,
    IReadOnlyList<int> UnscopedParameters,
    bool PrimitiveArguments,
    bool NumberArguments,
    bool OwnObject,
    string Shape)
{
    internal static ProfileFacts None { get; } =
        new(ProfileCost.Constant, ProfileAllocation.Nothing, -1, false, false, false, [], [], false, false, false, "");
}
