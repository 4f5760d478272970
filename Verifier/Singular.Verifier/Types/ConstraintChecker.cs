using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>Checks type arguments against the constraints of their parameters (ECMA-335 II.10.1.7 and its augment for by-ref-like types).</summary>
internal sealed class ConstraintChecker(TypeUniverse universe, TypeHierarchy hierarchy, TypeRelations relations)
{
    /// <summary>A sentence about the first argument in the type, at any depth, that does not fit; null when all do.</summary>
    public string? Violation(IlType type)
    {
        switch (type)
        {
            case DefinedType { Arguments.Length: > 0 } defined:
                foreach (var argument in defined.Arguments)
                {
                    if (Violation(argument) is { } inner)
                        return inner;
                }
                return Violation(defined.Info.Definition, defined.Arguments, defined.Arguments, []);
            case VectorType vector:
                return ElementViolation(vector.Element);
            case MultiArrayType array:
                return ElementViolation(array.Element);
            case ManagedPointerType { Element: ManagedPointerType or DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference } }:
                return "no reference to such a type";
            case ManagedPointerType reference:
                return Violation(reference.Element);
            case ModifiedType modified:
                return Violation(modified.Element);
            default:
                return null;
        }
    }

    private string? ElementViolation(IlType element) =>
        element is ManagedPointerType or DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference } || relations.IsByRefLike(element)
            ? $"no array of {element}"
            : Violation(element);

    /// <summary>As <see cref="Violation(IlType)"/> for the arguments of a generic method.</summary>
    public string? MethodViolation(MethodDefinition method, IlType[] ownerArguments, IlType[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (Violation(argument) is { } inner)
                return inner;
        }
        return Violation(method, arguments, ownerArguments, arguments);
    }

    private string? Violation(IGenericParameterProvider provider, IlType[] arguments, IlType[] typeArguments, IlType[] methodArguments)
    {
        if (!provider.HasGenericParameters)
            return null;
        var all = universe.ConstraintsOf(provider);
        for (var i = 0; i < all.Length && i < arguments.Length; i++)
        {
            if (Unmet(arguments[i], all[i], typeArguments, methodArguments) is { } unmet)
                return $"{arguments[i]} for {all[i].Name}: {unmet}";
        }
        return null;
    }

    private string? Unmet(IlType argument, GenericContext.Constraints wanted, IlType[] typeArguments, IlType[] methodArguments)
    {
        switch (argument)
        {
            case ManagedPointerType or UnmanagedPointerType or MethodPointerType:
                return "a pointer is no type argument";
            case DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference }:
                return "not a type of values";
        }
        if (relations.IsByRefLike(argument) && !wanted.AllowsByRefLike)
            return "a by-ref-like type is not allowed";
        if (wanted.IsReference && !relations.IsReference(argument))
            return "not a reference type";
        if (wanted.IsValue && !IsNonNullableValue(argument))
            return "not a non-nullable value type";
        if (wanted.HasConstructor && !HasConstructor(argument))
            return "no public parameterless constructor";
        foreach (var raw in wanted.Types)
        {
            var constraint = universe.Substitute(raw, typeArguments, methodArguments);
            if (!IsCompatible(argument, constraint))
                return $"does not satisfy {constraint}";
        }
        return null;
    }

    private bool IsNonNullableValue(IlType type) => type switch
    {
        DefinedType defined => defined.Info.IsValueType && !defined.Info.IsNullable,
        VariableType variable => IsValueVariable(variable, 0),
        _ => false,
    };

    private bool IsValueVariable(VariableType variable, int depth)
    {
        var constraints = relations.Context.Of(variable);
        if (constraints.IsValue)
            return true;
        // A variable constrained to another one takes its value-ness along only when that one is a value type; the chain is short.
        foreach (var type in constraints.Types)
        {
            if (depth < 16 && type is VariableType other && IsValueVariable(other, depth + 1))
                return true;
        }
        return false;
    }

    private bool HasConstructor(IlType type) => type switch
    {
        VariableType variable => relations.Context.Of(variable) is var c && (c.HasConstructor || IsNonNullableValue(variable)),
        DefinedType { Info.IsValueType: true } => true,
        DefinedType defined => !defined.Info.Definition.IsAbstract && !defined.Info.IsInterface && HasPublicParameterlessConstructor(defined.Info),
        _ => false,
    };

    private static bool HasPublicParameterlessConstructor(TypeInfo type)
    {
        foreach (var constructor in type.MethodsNamed(".ctor"))
        {
            if (constructor.Definition is { IsPublic: true, HasParameters: false })
                return true;
        }
        return false;
    }

    private bool IsCompatible(IlType argument, IlType constraint)
    {
        if (argument == constraint || constraint == universe.Object)
            return true;
        switch (argument)
        {
            case VariableType variable:
                return relations.IsBoxedAssignable(variable, constraint);
            case DefinedType { Info.IsValueType: true } value:
                // Value types satisfy through their box, without variance into themselves.
                if (constraint is DefinedType { Info.IsInterface: true })
                    return relations.IsAssignable(value, constraint);
                return constraint is DefinedType target && hierarchy.DerivesFrom(value, target.Info);
            default:
                return relations.IsReference(argument) && relations.IsAssignable(argument, constraint);
        }
    }
}
