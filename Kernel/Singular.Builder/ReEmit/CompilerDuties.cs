using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.ReEmit;

/// <summary>
/// Writes out checks that verified code relies on and that the pinned compiler or its runtime leaves out (seen with ilc 9.0.22; each has a
/// sample in the tests that ends the process or confuses types without it). What was written once is left alone a second time.
/// </summary>
internal sealed class CompilerDuties(ICoreMembers core)
{
    internal void Apply(MethodBody body)
    {
        int count = body.Instructions.Count;
        CheckVirtualDelegates(body);
        CheckThrown(body);
        HideFromCasts(body);
        if (body.Instructions.Count != count)
            Lengthen(body);
    }

    /// <summary>Short jumps reach 127 bytes; over what was added it may be further.</summary>
    private static void Lengthen(MethodBody body)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            instruction.OpCode = instruction.OpCode.Code switch
            {
                Code.Br_S => OpCodes.Br,
                Code.Brfalse_S => OpCodes.Brfalse,
                Code.Brtrue_S => OpCodes.Brtrue,
                Code.Beq_S => OpCodes.Beq,
                Code.Bge_S => OpCodes.Bge,
                Code.Bgt_S => OpCodes.Bgt,
                Code.Ble_S => OpCodes.Ble,
                Code.Blt_S => OpCodes.Blt,
                Code.Bne_Un_S => OpCodes.Bne_Un,
                Code.Bge_Un_S => OpCodes.Bge_Un,
                Code.Bgt_Un_S => OpCodes.Bgt_Un,
                Code.Ble_Un_S => OpCodes.Ble_Un,
                Code.Blt_Un_S => OpCodes.Blt_Un,
                Code.Leave_S => OpCodes.Leave,
                _ => instruction.OpCode,
            };
        }
    }

    /// <summary>
    /// Passes what is cast through a volatile load of a variable. The compiler knows objects that it lays out itself (literals, types,
    /// read-only statics), and for such an object it drops a cast that must fail: <c>(int[])(object)"text"</c> gave the string.
    /// </summary>
    private void HideFromCasts(MethodBody body)
    {
        HashSet<Instruction> targets = Targets(body);
        VariableDefinition? hidden = null;
        for (int i = body.Instructions.Count - 1; i >= 0; i--)
        {
            Instruction cast = body.Instructions[i];
            bool isCast = cast.OpCode.Code == Code.Castclass || (cast.OpCode.Code == Code.Unbox_Any && cast.Operand is TypeReference { IsValueType: false });
            bool isHidden = i >= 3 && !targets.Contains(cast) && body.Instructions[i - 1].OpCode.Code == Code.Ldind_Ref
                && body.Instructions[i - 2].OpCode.Code == Code.Volatile && body.Instructions[i - 3].OpCode.Code is Code.Ldloca or Code.Ldloca_S;
            if (!isCast || isHidden)
                continue;
            if (hidden is null)
            {
                body.Variables.Add(hidden = new VariableDefinition(core.ObjectType()));
                body.InitLocals = true;
            }
            var again = Instruction.Create(cast.OpCode, (TypeReference)cast.Operand);
            // In place of the cast, so that jumps to it meet the store.
            (cast.OpCode, cast.Operand) = (OpCodes.Stloc, hidden);
            body.Instructions.Insert(i + 1, Instruction.Create(OpCodes.Ldloca, hidden));
            body.Instructions.Insert(i + 2, Instruction.Create(OpCodes.Volatile));
            body.Instructions.Insert(i + 3, Instruction.Create(OpCodes.Ldind_Ref));
            body.Instructions.Insert(i + 4, again);
        }
    }

    /// <summary>
    /// Looks at the object before a delegate is made of a virtual method. In the compiler's pattern <c>dup; ldvirtftn; newobj</c> the object's
    /// type is read by a stub of the runtime, and a null there is not a NullReferenceException but the end of the process.
    /// </summary>
    private void CheckVirtualDelegates(MethodBody body)
    {
        for (int i = body.Instructions.Count - 1; i > 0; i--)
        {
            if (body.Instructions[i].OpCode.Code != Code.Ldvirtftn || body.Instructions[i - 1].OpCode.Code != Code.Dup || IsChecked(body, i))
                continue;
            // Behind the first dup, which may be the target of a jump; the pattern follows unbroken.
            body.Instructions.Insert(i, Instruction.Create(OpCodes.Callvirt, core.GetTypeOfObject()));
            body.Instructions.Insert(i + 1, Instruction.Create(OpCodes.Pop));
            body.Instructions.Insert(i + 2, Instruction.Create(OpCodes.Dup));
        }
    }

    /// <summary>
    /// Casts what is thrown to Exception. The type rules allow any object, as the standard does and as the C# compiler writes it behind an
    /// await in a handler; the runtime of the pinned compiler ends the process when such an object comes.
    /// </summary>
    private void CheckThrown(MethodBody body)
    {
        HashSet<Instruction> targets = Targets(body);
        for (int i = body.Instructions.Count - 1; i >= 0; i--)
        {
            Instruction thrower = body.Instructions[i];
            bool isCast = i > 0 && !targets.Contains(thrower)
                && body.Instructions[i - 1] is { OpCode.Code: Code.Castclass, Operand: TypeReference { FullName: "System.Exception" } };
            if (thrower.OpCode.Code != Code.Throw || isCast)
                continue;
            // In place of the throw, so that jumps to it meet the cast.
            (thrower.OpCode, thrower.Operand) = (OpCodes.Castclass, core.ExceptionType());
            body.Instructions.Insert(i + 1, Instruction.Create(OpCodes.Throw));
        }
    }

    /// <summary>True where the check is there already: what was written once is written the same a second time.</summary>
    private static bool IsChecked(MethodBody body, int load) =>
        load >= 4 && body.Instructions[load - 2].OpCode.Code == Code.Pop && body.Instructions[load - 4].OpCode.Code == Code.Dup
        && body.Instructions[load - 3] is { OpCode.Code: Code.Callvirt, Operand: MethodReference { Name: "GetType", DeclaringType.FullName: "System.Object" } };

    private static HashSet<Instruction> Targets(MethodBody body) => [.. body.Instructions.SelectMany(instruction => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] several => several,
        _ => Array.Empty<Instruction>(),
    })];
}
