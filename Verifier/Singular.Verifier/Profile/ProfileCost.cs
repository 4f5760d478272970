namespace Singular.Verifier.Profile;

/// <summary>Cost of a profile member.</summary>
public enum ProfileCost
{
    Constant,

    /// <summary>Linear in the sizes of arguments, receiver and result.</summary>
    Linear,
}
