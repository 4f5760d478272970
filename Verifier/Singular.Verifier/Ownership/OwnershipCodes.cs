namespace Singular.Verifier.Ownership;

/// <summary>Names of the findings about buffers, pins and endpoints (docs/ownership.md).</summary>
public static class OwnershipCodes
{
    public const string AfterMove = "OwnedAfterMove";
    public const string MaybeNothing = "OwnedMaybeNothing";
    public const string Leak = "OwnedLeak";
    public const string Overwritten = "OwnedOverwritten";
    public const string Place = "OwnedPlace";
    public const string Reference = "OwnedReference";
    public const string Pinned = "OwnedPinned";
    public const string Yield = "OwnedAcrossYield";
    public const string PinLeak = "PinLeak";
    public const string PinPlace = "PinPlace";
    public const string PinEnded = "PinEnded";
    public const string EndpointState = "EndpointState";
    public const string EndpointEnded = "EndpointEnded";
    public const string EndpointDropped = "EndpointDropped";
    public const string Unclear = "OwnershipUnclear";
}
