using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Seeds;

/// <summary>Makes seeds of files, and sees to it that each passes the verifier before anything is changed.</summary>
public static class SeedSet
{
    private const string OwnAssembly = "Singular.Verifier.Oracle.Seeds";

    /// <summary>Rounds of taking out what is refused; one is enough unless a refused type is the base of others.</summary>
    private const int CleaningRounds = 6;

    /// <summary>The seeds that come with the oracle, one for each namespace of its seed assembly.</summary>
    public static IReadOnlyList<Seed> OpenOwn(ReferenceSet references)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, OwnAssembly + ".dll"));
        using var whole = ModuleDefinition.ReadModule(new MemoryStream(file));
        string[] rooms = [.. whole.Types.Select(type => type.Namespace)
            .Where(name => name.StartsWith("Singular.Seeds.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
        return [.. rooms.Select(room => Open(room[(room.LastIndexOf('.') + 1)..], Only(room, file), references))];
    }

    /// <summary>A seed of a whole assembly. What the verifier refuses in it is taken out first.</summary>
    /// <exception cref="InvalidDataException">It cannot be made acceptable.</exception>
    public static Seed Open(string name, byte[] assembly, ReferenceSet references)
    {
        byte[] file = Rename(assembly, name);
        for (int round = 0; round < CleaningRounds; round++)
        {
            VerificationResult result = AssemblyVerifier.Verify(file, references, SoundnessOracle.TypeChecks);
            if (result.IsAccepted)
                return Seed.Open(name, file);
            file = Without(file, result.Findings);
        }
        VerificationResult last = AssemblyVerifier.Verify(file, references, SoundnessOracle.TypeChecks);
        throw new InvalidDataException($"seed {name}: {last.Findings[0]}; expected a valid assembly. Give another seed.");
    }

    private static byte[] Only(string room, byte[] file)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(file), new ReaderParameters(ReadingMode.Immediate));
        // What the compiler adds (embedded attributes, data of initial values) has other names; what a room does not use is harmless in it.
        foreach (TypeDefinition type in module.Types.Where(type => type.Namespace.StartsWith("Singular.Seeds.", StringComparison.Ordinal) && type.Namespace != room).ToList())
            module.Types.Remove(type);
        return Written(module);
    }

    private static byte[] Rename(byte[] file, string name)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(file), new ReaderParameters(ReadingMode.Immediate));
        module.Assembly.Name.Name = name;
        module.Name = name + ".dll";
        return Written(module);
    }

    /// <summary>Empties refused bodies and removes refused types.</summary>
    private static byte[] Without(byte[] file, IReadOnlyList<Finding> findings)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(file), new ReaderParameters(ReadingMode.Immediate));
        foreach (uint subject in findings.Select(finding => finding.Subject).Distinct())
        {
            switch (module.LookupToken(new MetadataToken(subject)))
            {
                case MethodDefinition { HasBody: true, IsConstructor: false } method:
                    var body = new MethodBody(method);
                    body.Instructions.Add(Instruction.Create(OpCodes.Ldnull));
                    body.Instructions.Add(Instruction.Create(OpCodes.Throw));
                    method.Body = body;
                    break;
                case IMemberDefinition member:
                    Remove(module, member as TypeDefinition ?? member.DeclaringType);
                    break;
                default:
                    break;
            }
        }
        return Written(module);
    }

    private static void Remove(ModuleDefinition module, TypeDefinition type)
    {
        if (type.DeclaringType is { } outer)
            outer.NestedTypes.Remove(type);
        else
            module.Types.Remove(type);
    }

    private static byte[] Written(ModuleDefinition module)
    {
        using var output = new MemoryStream();
        module.Write(output, new WriterParameters { Timestamp = 0 });
        return output.ToArray();
    }
}
