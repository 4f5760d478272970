namespace Singular.Verifier;

/// <summary>Which families of rules are checked. The structure of the image is always checked first.</summary>
[Flags]
public enum VerificationChecks
{
    None = 0,
    Types = 1,
    Isolation = 2,
    Contracts = 4,
    All = Types | Isolation | Contracts,
}
