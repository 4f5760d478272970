using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Profile;

namespace Singular.Verifier.Isolation;

/// <summary>Locals whose type owns pooled memory (interpolated string handlers) are used by address only: constructed in
/// place, members called on them, never copied. A copy would share the pool's array with whoever rents it next.</summary>
internal sealed class LinearValueRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (body is null)
            return;
        for (int i = 0; i < body.Instructions.Length; i++)
        {
            Instruction instruction = body.Instructions[i];
            Code code = instruction.OpCode.Code;
            bool copies = MethodCode.IsLoadLocal(code) && IsLinear(body.LocalOf(i)?.VariableType)
                || MethodCode.IsStoreLocal(code) && IsLinear(body.LocalOf(i)?.VariableType) && !IsConstruction(body, i)
                || code is Code.Ldobj or Code.Stobj or Code.Cpobj && IsLinear(instruction.Operand as TypeReference)
                || code == Code.Newobj && IsLinear(((MethodReference)instruction.Operand).DeclaringType) && !IsConstruction(body, i + 1);
            if (copies)
                ReportAt(IsolationCodes.Linear, method, instruction.Offset, "a copy of an interpolated string handler", "the compiler's use: constructed in a local variable and used in place");
        }
    }

    /// <summary><c>newobj; stloc</c>: the value comes into being in the variable.</summary>
    private static bool IsConstruction(MethodCode code, int store) =>
        code.At(store - 1) == Code.Newobj && store < code.Instructions.Length && MethodCode.IsStoreLocal(code.At(store)) && !code.IsTarget(store);

    private bool IsLinear(TypeReference? type) =>
        type is not null and not TypeSpecification && Origin.Of(type) == Isolation.Origin.Platform && Profile.FindType(CanonicalName.OfType(type)) is { IsLinear: true };
}
