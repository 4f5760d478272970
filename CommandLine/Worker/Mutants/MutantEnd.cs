namespace Singular.Worker.Mutants;

/// <summary>What became of a mutant.</summary>
internal enum MutantEnd
{
    /// <summary>The check broke, or the process did.</summary>
    Found,

    /// <summary>The check took many times as long as that of the driver as it is.</summary>
    Hung,

    /// <summary>The check passed.</summary>
    Survived,
}
