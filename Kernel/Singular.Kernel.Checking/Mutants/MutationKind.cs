namespace Singular.Kernel.Checking.Mutants;

/// <summary>How a driver is spoilt.</summary>
public enum MutationKind
{
    /// <summary>A value is not stored.</summary>
    DroppedStore,

    /// <summary>A method that gives nothing back is not called.</summary>
    SkippedCall,

    /// <summary>A condition is turned round.</summary>
    InvertedCondition,

    /// <summary>A comparison takes or leaves the case of equality.</summary>
    WrongBound,

    /// <summary>A number is one more.</summary>
    ChangedConstant,
}
