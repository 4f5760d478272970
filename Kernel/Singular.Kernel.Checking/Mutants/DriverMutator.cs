using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Singular.Kernel.Checking.Mutants;

/// <summary>Spoils a driver's assembly in one place at a time. Each change leaves the stack as it was, so the code stays valid.</summary>
/// <param name="assembly">Path of the assembly.</param>
public sealed class DriverMutator(string assembly)
{
    private static readonly Dictionary<Code, OpCode> s_inverted = new()
    {
        [Code.Brtrue] = OpCodes.Brfalse, [Code.Brfalse] = OpCodes.Brtrue, [Code.Beq] = OpCodes.Bne_Un, [Code.Bne_Un] = OpCodes.Beq,
        [Code.Blt] = OpCodes.Bge, [Code.Bge] = OpCodes.Blt, [Code.Bgt] = OpCodes.Ble, [Code.Ble] = OpCodes.Bgt,
        [Code.Blt_Un] = OpCodes.Bge_Un, [Code.Bge_Un] = OpCodes.Blt_Un, [Code.Bgt_Un] = OpCodes.Ble_Un, [Code.Ble_Un] = OpCodes.Bgt_Un,
    };

    private static readonly Dictionary<Code, OpCode> s_shifted = new()
    {
        [Code.Blt] = OpCodes.Ble, [Code.Ble] = OpCodes.Blt, [Code.Bgt] = OpCodes.Bge, [Code.Bge] = OpCodes.Bgt,
        [Code.Blt_Un] = OpCodes.Ble_Un, [Code.Ble_Un] = OpCodes.Blt_Un, [Code.Bgt_Un] = OpCodes.Bge_Un, [Code.Bge_Un] = OpCodes.Bgt_Un,
    };

    // A comparison that leaves the case of equality taken, as the opposite one turned round.
    private static readonly Dictionary<Code, OpCode> s_shiftedValue = new()
    {
        [Code.Clt] = OpCodes.Cgt, [Code.Cgt] = OpCodes.Clt, [Code.Clt_Un] = OpCodes.Cgt_Un, [Code.Cgt_Un] = OpCodes.Clt_Un,
    };

    /// <summary>All places where the driver can be spoilt, in the order of the metadata.</summary>
    public IReadOnlyList<Mutant> All()
    {
        using AssemblyDefinition model = Read();
        return [.. Places(model).Select(place => place.Mutant)];
    }

    /// <summary>Writes the assembly with one change.</summary>
    /// <param name="mutant">One of <see cref="All"/>.</param>
    /// <param name="file">Where it is written; its simple name becomes the assembly's.</param>
    public void Write(Mutant mutant, string file)
    {
        using AssemblyDefinition model = Read();
        (Mutant _, MethodBody body, Instruction instruction) = Places(model).First(place => place.Mutant == mutant);
        Change(mutant.Kind, body, instruction);
        body.OptimizeMacros();
        model.Name.Name = Path.GetFileNameWithoutExtension(file);
        model.Write(file);
    }

    private AssemblyDefinition Read() => AssemblyDefinition.ReadAssembly(assembly, new ReaderParameters { InMemory = true });

    private static IEnumerable<(Mutant Mutant, MethodBody Body, Instruction Instruction)> Places(AssemblyDefinition model)
    {
        foreach (MethodDefinition method in model.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && !IsException(method.DeclaringType)))
        {
            List<(Instruction, int)> instructions = [.. method.Body.Instructions.Select(instruction => (instruction, instruction.Offset))];
            method.Body.SimplifyMacros();
            foreach ((Instruction instruction, int offset) in instructions)
            {
                foreach (MutationKind kind in Kinds(method, instruction))
                    yield return (new Mutant(kind, method.FullName, offset, Text(instruction)), method.Body, instruction);
            }
        }
    }

    /// <summary>What an exception says matters to nobody: only that it is one.</summary>
    private static bool IsException(TypeDefinition type) => type.BaseType?.Name.EndsWith("Exception", StringComparison.Ordinal) == true;

    private static IEnumerable<MutationKind> Kinds(MethodDefinition method, Instruction instruction)
    {
        Code code = instruction.OpCode.Code;
        // Locals of the compiler are stored to without end; a field, an element or what a reference points to is state.
        if (Pops(instruction) is > 1)
            yield return MutationKind.DroppedStore;
        if (instruction.Operand is MethodReference { ReturnType.MetadataType: MetadataType.Void } called && code is Code.Call or Code.Callvirt
            && called.Name != ".ctor" && instruction.Previous?.OpCode.OpCodeType != OpCodeType.Prefix)
            yield return MutationKind.SkippedCall;
        if (s_inverted.ContainsKey(code) || code == Code.Ceq)
            yield return MutationKind.InvertedCondition;
        if (s_shifted.ContainsKey(code) || s_shiftedValue.ContainsKey(code))
            yield return MutationKind.WrongBound;
        if (code == Code.Ldc_I4 && !IsTruth(method, instruction))
            yield return MutationKind.ChangedConstant;
    }

    /// <summary>A number that is compared with, or returned as, a truth value: turning conditions round covers that.</summary>
    private static bool IsTruth(MethodDefinition method, Instruction instruction) =>
        instruction.Operand is 0 or 1 && (instruction.Next?.OpCode.Code is Code.Ceq or Code.Cgt_Un || method.ReturnType.MetadataType == MetadataType.Boolean);

    private static int? Pops(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Stfld => 2,
        Code.Stelem_Any or Code.Stelem_I or Code.Stelem_I1 or Code.Stelem_I2 or Code.Stelem_I4 or Code.Stelem_I8 or Code.Stelem_R4 or Code.Stelem_R8 or Code.Stelem_Ref => 3,
        Code.Stind_I or Code.Stind_I1 or Code.Stind_I2 or Code.Stind_I4 or Code.Stind_I8 or Code.Stind_Ref or Code.Stobj => 2,
        _ => null,
    };

    private static void Change(MutationKind kind, MethodBody body, Instruction instruction)
    {
        ILProcessor il = body.GetILProcessor();
        switch (kind)
        {
            case MutationKind.DroppedStore:
                PopInPlace(il, instruction, Pops(instruction)!.Value);
                break;
            case MutationKind.SkippedCall:
                var called = (MethodReference)instruction.Operand;
                PopInPlace(il, instruction, called.Parameters.Count + (called.HasThis ? 1 : 0));
                break;
            case MutationKind.InvertedCondition when instruction.OpCode.Code == Code.Ceq:
                Negate(il, instruction);
                break;
            case MutationKind.InvertedCondition:
                instruction.OpCode = s_inverted[instruction.OpCode.Code];
                break;
            case MutationKind.WrongBound when s_shiftedValue.TryGetValue(instruction.OpCode.Code, out OpCode opposite):
                instruction.OpCode = opposite;
                Negate(il, instruction);
                break;
            case MutationKind.WrongBound:
                instruction.OpCode = s_shifted[instruction.OpCode.Code];
                break;
            case MutationKind.ChangedConstant:
                instruction.Operand = unchecked((int)instruction.Operand + 1);
                break;
        }
    }

    /// <summary>Turns an instruction into one that takes the same from the stack and does nothing; jumps to it still lead there.</summary>
    private static void PopInPlace(ILProcessor il, Instruction instruction, int count)
    {
        instruction.OpCode = count == 0 ? OpCodes.Nop : OpCodes.Pop;
        instruction.Operand = null;
        for (int i = 1; i < count; i++)
            il.InsertAfter(instruction, il.Create(OpCodes.Pop));
    }

    private static void Negate(ILProcessor il, Instruction comparison)
    {
        il.InsertAfter(comparison, il.Create(OpCodes.Ceq));
        il.InsertAfter(comparison, il.Create(OpCodes.Ldc_I4, 0));
    }

    private static string Text(Instruction instruction) => instruction.Operand switch
    {
        Instruction => instruction.OpCode.Name,
        MemberReference member => $"{instruction.OpCode.Name} {member.DeclaringType?.Name}::{member.Name}",
        null => instruction.OpCode.Name,
        object operand => $"{instruction.OpCode.Name} {operand}",
    };
}
