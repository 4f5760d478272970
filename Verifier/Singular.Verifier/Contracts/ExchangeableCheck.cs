using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Contracts;

/// <summary>An exchangeable struct: a positional <c>readonly record struct</c> of values, with no member but what the compiler
/// makes, and bodies that can do nothing but read and compare its parts.</summary>
internal sealed class ExchangeableCheck(VerificationContext context) : ContractRule(context)
{
    private static readonly HashSet<string> MemberNames = new(StringComparer.Ordinal)
    {
        "ToString", "PrintMembers", "op_Equality", "op_Inequality", "GetHashCode", "Equals", "Deconstruct",
    };

    private static readonly HashSet<string> Callees = new(StringComparer.Ordinal)
    {
        "System.Text.StringBuilder::.ctor", "System.Text.StringBuilder::Append", "System.Object::ToString", "System.Object::GetHashCode",
        "System.Collections.Generic.EqualityComparer`1::get_Default", "System.Collections.Generic.EqualityComparer`1::Equals",
        "System.Collections.Generic.EqualityComparer`1::GetHashCode",
    };

    public void Check(TypeDefinition type)
    {
        if (!type.IsPublic || type.HasGenericParameters || type.HasNestedTypes || type.IsExplicitLayout || type.HasEvents
            || !type.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.IsReadOnlyAttribute")
            || type.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.IsByRefLikeAttribute"))
        {
            Report(ContractCodes.Exchangeable, type, "an exchangeable type of another form", "a public, top-level, positional readonly record struct");
            return;
        }

        foreach (PropertyDefinition part in type.Properties.Where(p => !IsPlainName(p.Name)))
            Report(ContractCodes.Member, part, "a name that is not made of ASCII letters, digits and _", "a plain name");
        foreach (FieldDefinition field in type.Fields)
            CheckField(field);
        CheckConstructor(type);
        foreach (MethodDefinition method in type.Methods)
            CheckMethod(type, method);
    }

    private void CheckField(FieldDefinition field)
    {
        if (field.IsStatic || !field.IsInitOnly || !field.IsPrivate)
            Report(ContractCodes.Exchangeable, field, "a field that is static, writable or not private", "the compiler's fields of a positional record");
        else if (!Exchange.IsValue(field.FieldType))
            Report(ContractCodes.Exchangeable, field, $"a part of type {field.FieldType.FullName}", "numbers, bool, char, decimal, DateTime, enums, strings and exchangeable structs");
    }

    /// <summary>Values are taken apart and put together through the constructor, so it must take exactly the parts.</summary>
    private void CheckConstructor(TypeDefinition type)
    {
        List<MethodDefinition> constructors = [.. type.Methods.Where(m => m is { IsConstructor: true, IsStatic: false })];
        bool fits = type.Fields.Count == 0
            ? constructors.Count == 0
            : constructors is [{ IsPublic: true } only] && only.Parameters.Count == type.Fields.Count && only.Parameters.Zip(type.Fields).All(p =>
                p.Second.Name == $"<{p.First.Name}>k__BackingField" && p.First.ParameterType.FullName == p.Second.FieldType.FullName
                && type.Properties.Any(q => q.Name == p.First.Name && q.PropertyType.FullName == p.First.ParameterType.FullName));
        if (!fits)
            Report(ContractCodes.Exchangeable, type, "a constructor that does not take exactly the struct's parts in their order", "the one of a positional record");
    }

    private void CheckMethod(TypeDefinition type, MethodDefinition method)
    {
        bool known = method is { IsConstructor: true, IsStatic: false } || method.IsGetter || method.IsSetter || MemberNames.Contains(method.Name);
        if (!known || method.HasGenericParameters)
            Report(ContractCodes.Member, method, $"the member {method.Name}", "no member but those that the compiler makes for a record");
        else if (method.HasBody && BadInstruction(type, method) is { } bad)
            Report(ContractCodes.Body, method, $"a body that does more than the compiler's ({bad.OpCode.Name} at IL_{bad.Offset:x4})", "the compiler's own body");
    }

    private static Instruction? BadInstruction(TypeDefinition type, MethodDefinition method)
    {
        if (method.Body.HasExceptionHandlers)
            return method.Body.ExceptionHandlers[0].TryStart;
        return method.Body.Instructions.FirstOrDefault(i => !IsHarmless(type, method, i));
    }

    private static bool IsHarmless(TypeDefinition type, MethodDefinition method, Instruction instruction)
    {
        switch (instruction.OpCode.FlowControl)
        {
            case FlowControl.Branch or FlowControl.Cond_Branch:
                return instruction.Operand is Instruction target && target.Offset > instruction.Offset;
            case FlowControl.Throw:
                return false;
        }

        return instruction.OpCode.Code switch
        {
            Code.Stfld => method.IsConstructor || method.IsSetter,
            Code.Ldfld or Code.Ldflda => instruction.Operand is FieldDefinition field && field.DeclaringType == type,
            Code.Call or Code.Callvirt or Code.Newobj => IsKnownCallee(type, (MethodReference)instruction.Operand),
            Code.Stsfld or Code.Ldsfld or Code.Ldsflda or Code.Calli or Code.Jmp or Code.Ldftn or Code.Ldvirtftn or Code.Newarr or Code.Localloc => false,
            _ => true,
        };
    }

    /// <summary>A reference whose declaring type cannot be read is none of the known ones.</summary>
    private static bool IsKnownCallee(TypeDefinition type, MethodReference callee) =>
        callee.DeclaringType is { } declaring && (declaring == type || Callees.Contains($"{declaring.GetElementType().FullName}::{callee.Name}"));
}
