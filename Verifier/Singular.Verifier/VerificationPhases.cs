using Singular.Verifier.Bodies;
using Singular.Verifier.Contracts;
using Singular.Verifier.Images;
using Singular.Verifier.Types.Load;
using Singular.Verifier.Isolation;
using Singular.Verifier.Ownership;

namespace Singular.Verifier;

/// <summary>The phases in the order in which they run: image, types, bodies, isolation, contracts, ownership.</summary>
internal static class VerificationPhases
{
    public static IReadOnlyList<IVerificationPhase> All { get; } =
    [
        new ImagePhase(),
        new ImageBodyPhase(),
        new HierarchyPhase(),
        new TypeLoadPhase(),
        new BodyPhase(),
        new ImageIsolationPhase(),
        new IsolationPhase(),
        new ContractPhase(),
        new OwnershipPhase(),
    ];
}
