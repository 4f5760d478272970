using Mono.Cecil;

namespace Singular.Verifier.Oracle.Weaving;

/// <summary>Types in the signatures of members of constructed types, with the variables replaced.</summary>
internal static class Signatures
{
    public static TypeReference ResultOf(MethodReference method) =>
        method.Name == ".ctor" && method.HasThis ? method.DeclaringType : Substitute(method.ReturnType, method);

    public static TypeReference ParameterOf(MethodReference method, int index) => Substitute(method.Parameters[index].ParameterType, method);

    public static TypeReference TypeOf(FieldReference field) =>
        Substitute(field.FieldType, (field.DeclaringType as GenericInstanceType)?.GenericArguments, null);

    private static TypeReference Substitute(TypeReference type, MethodReference method) => Substitute(
        type,
        (method.DeclaringType as GenericInstanceType)?.GenericArguments,
        (method as GenericInstanceMethod)?.GenericArguments);

    /// <summary>The type with variables replaced where there is an argument for them.</summary>
    public static TypeReference Substitute(TypeReference type, IList<TypeReference>? typeArguments, IList<TypeReference>? methodArguments)
    {
        if (!type.ContainsGenericParameter || (typeArguments is null && methodArguments is null))
            return type;
        switch (type)
        {
            case GenericParameter variable:
                IList<TypeReference>? arguments = variable.Type == GenericParameterType.Type ? typeArguments : methodArguments;
                return arguments is not null && variable.Position < arguments.Count ? arguments[variable.Position] : type;
            case GenericInstanceType instance:
                var result = new GenericInstanceType(instance.ElementType);
                foreach (TypeReference argument in instance.GenericArguments)
                    result.GenericArguments.Add(Substitute(argument, typeArguments, methodArguments));
                return result;
            case ArrayType { IsVector: true } vector:
                return new ArrayType(Substitute(vector.ElementType, typeArguments, methodArguments));
            case ArrayType array:
                return new ArrayType(Substitute(array.ElementType, typeArguments, methodArguments), array.Rank);
            case ByReferenceType reference:
                return new ByReferenceType(Substitute(reference.ElementType, typeArguments, methodArguments));
            case RequiredModifierType modified:
                return new RequiredModifierType(modified.ModifierType, Substitute(modified.ElementType, typeArguments, methodArguments));
            case OptionalModifierType modified:
                return new OptionalModifierType(modified.ModifierType, Substitute(modified.ElementType, typeArguments, methodArguments));
            default:
                return type;
        }
    }

    /// <summary>The type without modifiers and pinning around it.</summary>
    public static TypeReference Plain(TypeReference type)
    {
        while (type is IModifierType or PinnedType)
            type = ((TypeSpecification)type).ElementType;
        return type;
    }
}
