using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>
/// Relations between types inside one piece of code: which may stand for which (ECMA-335 I.8.7, III.1.8.1.2.3), what two have in
/// common, and the reduced forms in which references to memory are compared.
/// </summary>
internal sealed class TypeRelations(TypeUniverse universe, TypeHierarchy hierarchy, GenericContext context, WorkBudget budget)
{
    /// <summary>Variance recurses into type arguments; deeper questions than real code asks are answered with "no".</summary>
    private const int VarianceDepth = 24;

    public GenericContext Context { get; } = context;

    /// <summary>The type that memory of this type is compared by: enums as integers, unsigned as signed, bool as int8, char as int16.</summary>
    public IlType VerificationOf(IlType type)
    {
        if (type is not DefinedType defined)
            return type;
        if (defined.Primitive == PrimitiveKind.None)
        {
            if (!defined.Info.IsEnum)
                return type;
            if (defined.Info.EnumUnderlying() is not { } underlying)
                return type;
            defined = underlying;
        }
        return defined.Primitive switch
        {
            PrimitiveKind.Boolean or PrimitiveKind.Byte => universe.Primitive(PrimitiveKind.SByte) ?? defined,
            PrimitiveKind.Char or PrimitiveKind.UInt16 => universe.Primitive(PrimitiveKind.Int16) ?? defined,
            PrimitiveKind.UInt32 => universe.Int32,
            PrimitiveKind.UInt64 => universe.Primitive(PrimitiveKind.Int64) ?? defined,
            PrimitiveKind.UIntPtr => universe.IntPtr,
            _ => defined,
        };
    }

    /// <summary>True when every value of the type is an object reference.</summary>
    public bool IsReference(IlType type) => IsReference(type, 0);

    private bool IsReference(IlType type, int depth) => type switch
    {
        DefinedType defined => !defined.Info.IsValueType && defined.Primitive is not (PrimitiveKind.Void or PrimitiveKind.TypedReference),
        VectorType or MultiArrayType => true,
        VariableType variable => depth < VarianceDepth && IsKnownReference(variable, depth + 1),
        _ => false,
    };

    private bool IsKnownReference(VariableType variable, int depth)
    {
        var constraints = Context.Of(variable);
        if (constraints.IsReference)
            return true;
        foreach (var type in constraints.Types)
        {
            if (type is VariableType other ? IsReference(other, depth) : IsClassThatProvesReference(type))
                return true;
        }
        return false;
    }

    private bool IsClassThatProvesReference(IlType type) =>
        type is VectorType or MultiArrayType
        || (type is DefinedType { Info: { IsInterface: false, IsValueType: false } } defined
            && defined != universe.Object && defined != universe.ValueType && defined != universe.Enum);

    /// <summary>True when values of the type may hold references into a frame.</summary>
    public bool IsByRefLike(IlType type) => type switch
    {
        DefinedType defined => defined.Info.IsByRefLike || defined.Primitive == PrimitiveKind.TypedReference,
        VariableType variable => Context.Of(variable).AllowsByRefLike,
        _ => false,
    };

    /// <summary>True when an object of static type <paramref name="from"/> may be stored where <paramref name="to"/> is wanted. Both are reference types.</summary>
    public bool IsAssignable(IlType from, IlType to) => IsAssignable(from, to, 0);

    private bool IsAssignable(IlType from, IlType to, int depth)
    {
        budget.Spend(1);
        if (from == to || to == universe.Object)
            return true;
        if (depth > VarianceDepth)
            return false;
        return from switch
        {
            DefinedType source => to is DefinedType target && IsAssignableDefined(source, target, depth),
            VectorType source => IsAssignableVector(source, to, depth),
            MultiArrayType source => to is MultiArrayType target
                ? source.Rank == target.Rank && AreElementsCompatible(source.Element, target.Element, depth)
                : IsBaseOrInterfaceOfArray(to),
            VariableType source => IsVariableAssignable(source, to, depth),
            _ => false,
        };
    }

    private bool IsAssignableDefined(DefinedType from, DefinedType to, int depth)
    {
        if (to.Info.IsInterface)
        {
            if (IsSameOrVariant(from, to, depth))
                return true;
            foreach (var face in hierarchy.InterfacesOf(from))
            {
                if (IsSameOrVariant(face, to, depth))
                    return true;
            }
            return false;
        }
        DefinedType? current = from;
        for (var steps = 0; current is not null && steps < TypeHierarchy.BaseChainLimit; current = hierarchy.BaseOf(current), steps++)
        {
            if (current == to || (to.Info.IsDelegate && IsSameOrVariant(current, to, depth)))
                return true;
        }
        return false;
    }

    /// <summary>Same definition with arguments that are equal or differ as their parameters' variance allows.</summary>
    private bool IsSameOrVariant(DefinedType from, DefinedType to, int depth)
    {
        if (from == to)
            return true;
        if (from.Info != to.Info || from.Arguments.Length == 0)
            return false;
        var parameters = from.Info.Definition.GenericParameters;
        for (var i = 0; i < from.Arguments.Length; i++)
        {
            var have = from.Arguments[i];
            var want = to.Arguments[i];
            if (have == want)
                continue;
            var variance = parameters[i].Attributes & GenericParameterAttributes.VarianceMask;
            var fits = variance switch
            {
                GenericParameterAttributes.Covariant => IsReference(have) && IsAssignable(have, want, depth + 1),
                GenericParameterAttributes.Contravariant => IsReference(want) && IsAssignable(want, have, depth + 1),
                _ => false,
            };
            if (!fits)
                return false;
        }
        return true;
    }

    private bool IsAssignableVector(VectorType from, IlType to, int depth)
    {
        if (to is VectorType target)
            return AreElementsCompatible(from.Element, target.Element, depth);
        if (to is DefinedType { Arguments.Length: 1, Info: { IsInterface: true } info } face && IsInterfaceOfVectors(info))
            return AreElementsCompatible(from.Element, face.Arguments[0], depth);
        return IsBaseOrInterfaceOfArray(to);
    }

    private bool IsInterfaceOfVectors(TypeInfo info) =>
        info.Definition is { Namespace: "System.Collections.Generic" } definition && definition.Module == universe.Core
        && definition.Name is "IList`1" or "ICollection`1" or "IEnumerable`1" or "IReadOnlyList`1" or "IReadOnlyCollection`1";

    private bool IsBaseOrInterfaceOfArray(IlType to) =>
        to == universe.Array || to == universe.Object || Array.IndexOf(hierarchy.InterfacesOf(universe.Array), to) >= 0;

    /// <summary>ECMA-335 I.8.7.1: an element type may stand for another in an array or array interface.</summary>
    public bool AreElementsCompatible(IlType from, IlType to) => AreElementsCompatible(from, to, 0);

    private bool AreElementsCompatible(IlType from, IlType to, int depth)
    {
        if (from == to)
            return true;
        // What a reference type is assignable to is one too, also a variable that nothing else says it of.
        if (IsReference(from) && IsAssignable(from, to, depth + 1))
            return true;
        return Reduced(from) is { } reduced && reduced == Reduced(to);
    }

    /// <summary>Enum as integer, unsigned as signed; null for what is neither. Unlike the verification type it keeps bool and char apart.</summary>
    private IlType? Reduced(IlType type)
    {
        if (type is not DefinedType defined)
            return null;
        if (defined.Info.IsEnum)
            defined = defined.Info.EnumUnderlying() ?? defined;
        return defined.Primitive switch
        {
            PrimitiveKind.None => null,
            PrimitiveKind.Boolean or PrimitiveKind.Char => defined,
            _ => VerificationOf(defined),
        };
    }

    /// <summary>True when a boxed value of the type (or variable) may be used as <paramref name="to"/>.</summary>
    public bool IsBoxedAssignable(IlType boxed, IlType to) => boxed switch
    {
        VariableType variable => IsVariableAssignable(variable, to, 0),
        _ => IsAssignable(boxed, to),
    };

    private bool IsVariableAssignable(VariableType from, IlType to, int depth)
    {
        if (to == universe.Object || from == to)
            return true;
        if (depth > VarianceDepth)
            return false;
        var constraints = Context.Of(from);
        if (constraints.IsValue && to == universe.ValueType)
            return true;
        foreach (var type in constraints.Types)
        {
            if (type == to || IsAssignable(type, to, depth + 1))
                return true;
        }
        return false;
    }

    /// <summary>The closest type that both may be used as; Object when nothing closer is known. Both are reference types.</summary>
    public IlType CommonBase(IlType left, IlType right)
    {
        if (IsAssignable(left, right))
            return right;
        if (IsAssignable(right, left))
            return left;
        if (left is VectorType leftVector && right is VectorType rightVector && IsReference(leftVector.Element) && IsReference(rightVector.Element))
            return universe.Vector(CommonBase(leftVector.Element, rightVector.Element));
        var leftBase = ClassOf(left);
        var rightClass = ClassOf(right);
        for (var steps = 0; leftBase is not null && steps < TypeHierarchy.BaseChainLimit; leftBase = hierarchy.BaseOf(leftBase), steps++)
        {
            if (leftBase == universe.Object || (rightClass is not null && IsAssignable(rightClass, leftBase)))
                break;
        }
        if (leftBase is not null && leftBase != universe.Object)
            return leftBase;
        return CommonInterface(left, right) ?? universe.Object;
    }

    private DefinedType? ClassOf(IlType type) => type switch
    {
        DefinedType { Info.IsInterface: false } defined => defined,
        VectorType or MultiArrayType => universe.Array,
        _ => null,
    };

    private DefinedType? CommonInterface(IlType left, IlType right)
    {
        if (left is not DefinedType defined)
            return null;
        foreach (var face in hierarchy.InterfacesOf(defined))
        {
            if (IsAssignable(right, face))
                return face;
        }
        return null;
    }
}
