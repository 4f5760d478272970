using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>Attribute types that the C# compiler writes into an assembly when the platform lacks them. They are accepted by
/// name and exact form: internal, sealed, deriving from Attribute, with constructors that only store their arguments.</summary>
internal static class EmbeddedAttribute
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Microsoft.CodeAnalysis.EmbeddedAttribute",
        "System.Runtime.CompilerServices.RefSafetyRulesAttribute",
        "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.NullableContextAttribute",
        "System.Runtime.CompilerServices.NullablePublicOnlyAttribute",
        "System.Runtime.CompilerServices.NativeIntegerAttribute",
        "System.Runtime.CompilerServices.IsUnmanagedAttribute",
        "System.Runtime.CompilerServices.ParamCollectionAttribute",
        "System.Runtime.CompilerServices.ExtensionMarkerAttribute",
    };

    public static bool IsOne(TypeDefinition type)
    {
        if (!Names.Contains(type.FullName) || type.IsPublic || !type.IsSealed || type.BaseType?.FullName != "System.Attribute"
            || type.HasNestedTypes || type.HasInterfaces || type.HasProperties || type.HasEvents || type.HasGenericParameters)
            return false;
        return type.Fields.All(f => !f.IsStatic) && type.Methods.All(IsPlainConstructor);
    }

    private static bool IsPlainConstructor(MethodDefinition method)
    {
        if (!method.IsConstructor || method.IsStatic || !method.HasBody || method.Body.HasExceptionHandlers)
            return false;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            bool plain = instruction.OpCode.Code switch
            {
                Code.Nop or Code.Ret or Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3 => true,
                Code.Stfld => true,
                Code.Call => instruction.Operand is MethodReference { Name: ".ctor" } called && called.DeclaringType.FullName == "System.Attribute",

                // NullableAttribute(byte) makes an array of its one argument.
                Code.Newarr or Code.Dup or Code.Ldc_I4_0 or Code.Ldc_I4_1 or Code.Stelem_I1 => true,
                _ => false,
            };
            if (!plain)
                return false;
        }

        return true;
    }
}
