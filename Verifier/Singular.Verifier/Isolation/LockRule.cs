using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>Monitors are entered only on objects whose static type the package itself defines: strings, types and platform
/// objects may be shared with others, who would wait for ever. The object comes straight from a local or an argument.</summary>
internal sealed class LockRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (body is null)
            return;
        for (int i = 0; i < body.Instructions.Length; i++)
        {
            if (body.Instructions[i].Operand is not MethodReference called || called.DeclaringType.FullName != "System.Threading.Monitor"
                || Profile.Find(called) is not { OwnObject: true })
                continue;
            int at = i - called.Parameters.Count;
            bool flagIsAddress = called.Parameters.Count == 1 || body.At(i - 1) is Code.Ldloca or Code.Ldloca_S or Code.Ldarga or Code.Ldarga_S;
            if (!flagIsAddress || !body.IsStraight(at, i) || !IsOwnClass(TypeOfVariable(method, body, at)))
            {
                ReportAt(IsolationCodes.Lock, method, body.Instructions[i].Offset, "a lock on an object whose type the package does not define",
                    "a lock on System.Threading.Lock or on an object of an own class", "Declare the lock as System.Threading.Lock.");
            }
        }
    }

    private static TypeReference? TypeOfVariable(MethodDefinition method, MethodCode code, int index)
    {
        Code opcode = code.At(index);
        if (MethodCode.IsLoadLocal(opcode))
            return code.LocalOf(index)?.VariableType;
        int argument = opcode switch
        {
            Code.Ldarg_0 => 0,
            Code.Ldarg_1 => 1,
            Code.Ldarg_2 => 2,
            Code.Ldarg_3 => 3,
            _ => -1,
        };
        if (argument < 0)
            return opcode is Code.Ldarg or Code.Ldarg_S && code.Instructions[index].Operand is ParameterDefinition p ? p.ParameterType : null;
        if (method.HasThis && argument-- == 0)
            return method.DeclaringType;
        return argument < method.Parameters.Count ? method.Parameters[argument].ParameterType : null;
    }

    private bool IsOwnClass(TypeReference? type)
    {
        if (type is not (TypeDefinition or GenericInstanceType { ElementType: TypeDefinition }))
            return false;
        var definition = (TypeDefinition)type.GetElementType();
        return definition is { IsInterface: false, IsValueType: false } && Origin.Of(definition) == Isolation.Origin.Own;
    }
}
