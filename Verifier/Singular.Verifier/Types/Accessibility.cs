using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>Who may name what (ECMA-335 I.8.5.3, II.10.3.2). The accessing place is one type of the assembly under verification.</summary>
internal sealed class Accessibility(TypeUniverse universe, TypeHierarchy hierarchy, TypeRelations relations, TypeDefinition accessor)
{
    private const int NestingLimit = 64;

    /// <summary>The first part of a type, arguments and elements included, that the accessor may not name; null when it may name all.</summary>
    public IlType? Inaccessible(IlType type)
    {
        switch (type)
        {
            case DefinedType defined:
                if (!CanSee(defined.Info.Definition))
                    return defined;
                foreach (var argument in defined.Arguments)
                {
                    if (Inaccessible(argument) is { } part)
                        return part;
                }
                return null;
            case VectorType vector:
                return Inaccessible(vector.Element);
            case MultiArrayType array:
                return Inaccessible(array.Element);
            case ManagedPointerType reference:
                return Inaccessible(reference.Element);
            case ModifiedType modified:
                return Inaccessible(modified.Element);
            default:
                return null;
        }
    }

    /// <summary>True when the accessor may name the type, which it may not when any enclosing type is hidden from it.</summary>
    public bool CanSee(TypeDefinition type)
    {
        for (var depth = 0; depth < NestingLimit; depth++)
        {
            var outer = type.DeclaringType;
            if (outer is null)
                return type.IsPublic || IsFriend(type.Module);
            var visible = (type.Attributes & TypeAttributes.VisibilityMask) switch
            {
                TypeAttributes.NestedPublic => true,
                TypeAttributes.NestedPrivate => IsInside(outer),
                TypeAttributes.NestedFamily => IsInside(outer) || IsFamily(outer),
                TypeAttributes.NestedAssembly => IsFriend(type.Module),
                TypeAttributes.NestedFamANDAssem => IsFriend(type.Module) && (IsInside(outer) || IsFamily(outer)),
                TypeAttributes.NestedFamORAssem => IsFriend(type.Module) || IsFamily(outer),
                _ => false,
            };
            if (!visible)
                return false;
            type = outer;
        }
        return false;
    }

    /// <summary>True when the accessor may use the method; <paramref name="instance"/> is the static type of the object it is used on, null for static use.</summary>
    public bool CanUse(MethodUse method, IlType? instance) =>
        method.Definition is not { } definition
        || CanUse(Access(definition.Attributes), definition.IsStatic ? null : instance, definition.DeclaringType);

    /// <summary>As <see cref="CanUse(MethodUse,IlType?)"/> for fields.</summary>
    public bool CanUse(FieldUse field, IlType? instance) =>
        CanUse(Access(field.Definition.Attributes), field.Definition.IsStatic ? null : instance, field.Definition.DeclaringType);

    /// <summary>Field and method attributes share the values of the access mask (II.23.1.5, II.23.1.10).</summary>
    private static MethodAttributes Access(MethodAttributes attributes) => attributes & MethodAttributes.MemberAccessMask;

    private static MethodAttributes Access(FieldAttributes attributes) => (MethodAttributes)(attributes & FieldAttributes.FieldAccessMask);

    private bool CanUse(MethodAttributes access, IlType? instance, TypeDefinition owner) =>
        access switch
        {
            MethodAttributes.Public => true,
            MethodAttributes.Private => IsInside(owner),
            MethodAttributes.Assembly => IsFriend(owner.Module),
            MethodAttributes.Family => IsInside(owner) || IsFamilyUse(owner, instance),
            MethodAttributes.FamANDAssem => IsFriend(owner.Module) && (IsInside(owner) || IsFamilyUse(owner, instance)),
            MethodAttributes.FamORAssem => IsFriend(owner.Module) || IsFamilyUse(owner, instance),
            // Compiler-controlled members are reached by definition token only, so from their own module.
            _ => owner.Module == accessor.Module,
        };

    /// <summary>The accessor is the type or is nested in it.</summary>
    private bool IsInside(TypeDefinition type)
    {
        var current = accessor;
        for (var depth = 0; current is not null && depth < NestingLimit; current = current.DeclaringType, depth++)
        {
            if (current == type)
                return true;
        }
        return false;
    }

    private bool IsFamily(TypeDefinition owner) => IsFamilyUse(owner, null);

    /// <summary>
    /// The accessor or an enclosing type derives from the owner (or implements it, for an interface's protected members);
    /// protected access through an object demands besides that the object is of that class or below.
    /// </summary>
    private bool IsFamilyUse(TypeDefinition owner, IlType? instance)
    {
        var info = universe.InfoOf(owner);
        var current = accessor;
        for (var depth = 0; current is not null && depth < NestingLimit; current = current.DeclaringType, depth++)
        {
            if (hierarchy.FindInstantiation(universe.Of(current), info) is null)
                continue;
            if (instance is null || owner.IsInterface || IsOfClass(instance, universe.InfoOf(current)))
                return true;
        }
        return false;
    }

    private bool IsOfClass(IlType instance, TypeInfo type) => instance switch
    {
        DefinedType defined => hierarchy.DerivesFrom(defined, type),
        VariableType variable => relations.Context.Of(variable).Types.Any(t => t is DefinedType d && hierarchy.DerivesFrom(d, type)),
        _ => false,
    };

    /// <summary>Same assembly, or an assembly that names this one (and its public key, when it names one) in InternalsVisibleTo.</summary>
    private bool IsFriend(ModuleDefinition module) => module == accessor.Module || FriendAssemblies.Shared.Of(module, accessor.Module);
}
