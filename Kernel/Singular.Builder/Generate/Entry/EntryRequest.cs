namespace Singular.Builder.Generate.Entry;

/// <summary>What the entry assembly of a program is made from.</summary>
public sealed record EntryRequest
{
    /// <summary>Simple name of the entry assembly.</summary>
    public required string Name { get; init; }

    /// <summary>The drivers in the program; of a driver process just one.</summary>
    public required IReadOnlyList<EntryDriver> Drivers { get; init; }

    /// <summary>The assemblies that <see cref="ContractGenerator"/> made.</summary>
    public required IReadOnlyList<AssemblyFile> Generated { get; init; }

    /// <summary>Assembly and full name of the class whose static method <c>Run</c> is the program, e.g. <c>Singular.Kernel</c> and
    /// <c>Singular.Kernel.KernelProgram</c>.</summary>
    public required (string Assembly, string Type) Program { get; init; }

    /// <summary>Assembly and full name of the platform class; it has a public constructor without parameters or with one
    /// <c>string[]</c>, which gets the command line.</summary>
    public required (string Assembly, string Type) Platform { get; init; }

    /// <summary>All other assemblies that are referred to: the program's, the platform's, contracts, the SDK, the runtime of
    /// channels; nothing of the platform library.</summary>
    public required IReadOnlyList<AssemblyFile> References { get; init; }
}
