namespace Singular.Builder.Compile;

/// <summary>A program to be made: everything that goes into it but the platform library.</summary>
public sealed record ProgramRequest
{
    /// <summary>What to call the program in reports and in its ELF file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The assembly with the entry point.</summary>
    public required AssemblyFile Entry { get; init; }

    /// <summary>All other assemblies; each simple name once.</summary>
    public required IReadOnlyList<AssemblyFile> Assemblies { get; init; }

    public IReadOnlyList<NativeModule> NativeModules { get; init; } = [];

    public required RuntimeSettings Settings { get; init; }
}
