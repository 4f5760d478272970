namespace Singular.Verifier;

/// <summary>What the compiler and runtime that get the assembly understand. A construct whose feature is absent is refused.</summary>
[Flags]
public enum TargetFeatures
{
    /// <summary>What the pinned ahead-of-time compiler supports.</summary>
    None = 0,

    /// <summary>Methods with the implementation flag 0x2000 (async): their <c>ret</c> takes the unwrapped result.</summary>
    RuntimeAsync = 1,
}
