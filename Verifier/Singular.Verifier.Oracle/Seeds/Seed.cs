using Mono.Cecil;
using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle.Seeds;

/// <summary>A valid assembly that mutants are made of. Its model is kept open: a mutation changes it, the file is written, the change is undone.</summary>
public sealed class Seed
{
    private Seed(string name, ModuleDefinition module)
    {
        Name = name;
        Module = module;
        Types = [.. module.GetTypes().Where(type => type.Name != "<Module>")];
        Methods = [.. Types.SelectMany(type => type.Methods).Where(method => method.HasBody)];
        Operands = new OperandPool(this);
    }

    public string Name { get; }

    internal ModuleDefinition Module { get; }

    internal IReadOnlyList<TypeDefinition> Types { get; }

    /// <summary>The methods that have a body.</summary>
    internal IReadOnlyList<MethodDefinition> Methods { get; }

    internal OperandPool Operands { get; }

    internal static Seed Open(string name, byte[] assembly) =>
        new(name, ModuleDefinition.ReadModule(new MemoryStream(assembly, writable: false), new ReaderParameters(ReadingMode.Immediate)));

    /// <summary>The file of the model as it stands.</summary>
    internal byte[] Write()
    {
        using var file = new MemoryStream(16 << 10);
        Module.Write(file, new WriterParameters { Timestamp = 0 });
        return file.ToArray();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Types.Count} types, {Methods.Count} methods";
}
