namespace Singular.Verifier.Profile;

/// <summary>What a profile member allocates.</summary>
public enum ProfileAllocation
{
    Nothing,

    /// <summary>Objects of constant size.</summary>
    Constant,

    /// <summary>In proportion to the sizes of arguments, receiver or result.</summary>
    Linear,

    /// <summary>In proportion to the value of a parameter.</summary>
    ByParameter,
}
