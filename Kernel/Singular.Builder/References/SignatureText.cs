using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.References;

/// <summary>Types and signatures as text in which equal means identical: every type by the assembly that really defines it, with
/// modifiers, generic parameters by number.</summary>
internal sealed class SignatureText(AssemblySet assemblies)
{
    private const int MaximumDepth = 200;

    private static readonly HashSet<string> Primitives =
    [
        "Void", "Boolean", "Char", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double",
        "IntPtr", "UIntPtr", "String", "Object", "TypedReference",
    ];

    /// <param name="type">Any type of any assembly in the set.</param>
    /// <param name="arguments">What stands for <c>!0</c>, <c>!1</c>…; null leaves the numbers.</param>
    internal string Of(TypeReference type, IReadOnlyList<string>? arguments = null) => Of(type, arguments, 0);

    /// <summary>Return type and parameters of a method, and what else tells two overloads apart.</summary>
    internal string Of(IMethodSignature method, int genericArity, IReadOnlyList<string>? arguments = null) =>
        $"{(method.HasThis ? "instance " : "")}{method.CallingConvention} `{genericArity} {Of(method.ReturnType, arguments)}"
        + $"({string.Join(',', method.Parameters.Select(parameter => Of(parameter.ParameterType, arguments)))})";

    /// <summary>The texts of a type's generic arguments, or null when it has none.</summary>
    internal IReadOnlyList<string>? Arguments(TypeReference type, IReadOnlyList<string>? outer) =>
        type is GenericInstanceType instance ? [.. instance.GenericArguments.Select(argument => Of(argument, outer))] : null;

    private string Of(TypeReference type, IReadOnlyList<string>? arguments, int depth)
    {
        if (depth > MaximumDepth)
            return "?";
        string Inner(TypeReference inner) => Of(inner, arguments, depth + 1);
        return type switch
        {
            GenericParameter { Type: GenericParameterType.Method } parameter => $"!!{parameter.Position}",
            GenericParameter parameter => arguments is not null && parameter.Position < arguments.Count ? arguments[parameter.Position] : $"!{parameter.Position}",
            GenericInstanceType instance => $"{Inner(instance.ElementType)}<{string.Join(',', instance.GenericArguments.Select(Inner))}>",
            ArrayType { IsVector: true } vector => Inner(vector.ElementType) + "[]",
            ArrayType array => $"{Inner(array.ElementType)}[{array.Rank}]",
            ByReferenceType reference => Inner(reference.ElementType) + "&",
            PointerType pointer => Inner(pointer.ElementType) + "*",
            PinnedType pinned => Inner(pinned.ElementType) + " pinned",
            RequiredModifierType modifier => $"{Inner(modifier.ElementType)} modreq({Inner(modifier.ModifierType)})",
            OptionalModifierType modifier => $"{Inner(modifier.ElementType)} modopt({Inner(modifier.ModifierType)})",
            FunctionPointerType function => $"{function.CallingConvention} {Inner(function.ReturnType)}*({string.Join(',', function.Parameters.Select(p => Inner(p.ParameterType)))})",
            TypeSpecification other => $"{Inner(other.ElementType)} {other.GetType().Name}",
            _ => Named(type),
        };
    }

    private string Named(TypeReference type)
    {
        // Signatures hold these as codes, not as references (ECMA-335 II.23.2.12); they have no assembly to speak of.
        if (type.Namespace == "System" && type.DeclaringType is null && Primitives.Contains(type.Name))
            return type.FullName;
        return assemblies.FindType(type) is { } definition
            ? $"[{definition.Module.Assembly.Name.Name}]{definition.FullName}"
            : $"[?{type.Scope?.Name}]{type.FullName}";
    }
}
