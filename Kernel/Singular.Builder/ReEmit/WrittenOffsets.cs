using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.ReEmit;

/// <summary>Tells where the instructions of a method come to lie when it is written anew: code that cannot be reached is left out, and
/// <see cref="CompilerDuties"/> add some. For debug information, which speaks of the offsets of the author's build.</summary>
internal static class WrittenOffsets
{
    /// <summary>For the IL offset of each instruction that is written its offset in the written code, both in bytes.</summary>
    internal static IReadOnlyDictionary<int, int> Of(MethodDefinition method)
    {
        HashSet<Instruction> reached = ReachableCode.Find(method.Body);
        var scratch = new MethodBody(new MethodDefinition(method.Name, method.Attributes, method.ReturnType));
        var written = new Dictionary<Instruction, Instruction>(ReferenceEqualityComparer.Instance);
        foreach (Instruction instruction in method.Body.Instructions.Where(reached.Contains))
        {
            Instruction copy = Instruction.Create(OpCodes.Nop);
            written.Add(instruction, copy);
            scratch.Instructions.Add(copy);
        }
        foreach ((Instruction original, Instruction copy) in written)
        {
            copy.OpCode = original.OpCode.Code == Code.Break ? OpCodes.Nop : original.OpCode;
            copy.Operand = original.Operand switch
            {
                Instruction target => written[target],
                Instruction[] targets => Array.ConvertAll(targets, target => written[target]),
                var other => other,
            };
        }
        new CompilerDuties(new OwnCore(method.Module)).Apply(scratch);

        var offsets = new Dictionary<Instruction, int>(ReferenceEqualityComparer.Instance);
        int offset = 0;
        foreach (Instruction instruction in scratch.Instructions)
        {
            offsets.Add(instruction, offset);
            offset += instruction.GetSize();
        }
        return written.ToDictionary(pair => pair.Key.Offset, pair => offsets[pair.Value]);
    }

    /// <summary>Only sizes matter here, so any reference does.</summary>
    private sealed class OwnCore(ModuleDefinition module) : ICoreMembers
    {
        public TypeReference ObjectType() => module.TypeSystem.Object;

        public TypeReference ExceptionType() => Core("Exception");

        public MethodReference GetTypeOfObject() => new("GetType", Core("Type"), ObjectType()) { HasThis = true };

        private TypeReference Core(string name) => new("System", name, module, module.TypeSystem.CoreLibrary);
    }
}
