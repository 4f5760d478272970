using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>
/// Finds what member references mean: by name and exact signature, modifiers included, in the named type and then in its bases.
/// Two readers of one reference must never end at two members, so nothing here is approximate.
/// </summary>
internal sealed class MemberResolver(TypeUniverse universe, TypeHierarchy hierarchy, WorkBudget budget)
{
    private readonly Dictionary<MethodReference, MethodUse> _methods = [];
    private readonly Dictionary<FieldReference, FieldUse> _fields = [];

    /// <exception cref="UnresolvedReferenceException">There is no such method.</exception>
    /// <exception cref="BadImageFormatException">The reference is malformed.</exception>
    public MethodUse Resolve(MethodReference reference)
    {
        if (!_methods.TryGetValue(reference, out var use))
        {
            use = ResolveNew(reference);
            _methods.Add(reference, use);
        }
        return use;
    }

    /// <exception cref="UnresolvedReferenceException">There is no such field.</exception>
    public FieldUse Resolve(FieldReference reference)
    {
        if (!_fields.TryGetValue(reference, out var use))
        {
            use = ResolveNew(reference);
            _fields.Add(reference, use);
        }
        return use;
    }

    private MethodUse ResolveNew(MethodReference reference)
    {
        var arguments = Array.Empty<IlType>();
        if (reference is GenericInstanceMethod instance)
        {
            arguments = new IlType[instance.GenericArguments.Count];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = universe.Convert(instance.GenericArguments[i]).Unmodified;
            reference = instance.ElementMethod;
        }
        if (reference.DeclaringType is null)
            throw new BadImageFormatException($"{reference.Name} has no declaring type");
        var owner = universe.ConvertToken(reference.DeclaringType).Unmodified;
        if (owner is VectorType or MultiArrayType)
            return ArrayMethod(reference, owner);
        if (owner is not DefinedType defined)
            throw new BadImageFormatException($"{owner} has no methods");
        // A definition token names the method as it stands; anything else is looked for by signature.
        if (reference is MethodDefinition definition)
            return Use(universe.InfoOf(definition.DeclaringType).ShapeOf(definition), defined, defined, arguments);
        return Find(reference, defined, arguments)
            ?? throw new UnresolvedReferenceException($"method {reference.FullName}");
    }

    private MethodUse? Find(MethodReference reference, DefinedType owner, IlType[] arguments)
    {
        var parameters = new IlType[reference.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = universe.Convert(reference.Parameters[i].ParameterType);
        var returns = universe.Convert(reference.ReturnType);
        // The reference's signature is in terms of the named type's own variables, also where a base type declares the member.
        DefinedType? current = owner.Info.Open ?? universe.Of(owner.Info.Definition);
        for (var steps = 0; current is not null && steps < TypeHierarchy.BaseChainLimit; steps++)
        {
            foreach (var shape in current.Info.MethodsNamed(reference.Name))
            {
                budget.Spend(1);
                if (Matches(shape, current, reference, parameters, returns))
                    return Use(shape, owner, Instance(current, owner), arguments);
            }
            current = hierarchy.BaseOf(current);
        }
        return null;
    }

    private DefinedType Instance(DefinedType open, DefinedType owner) => (DefinedType)universe.Substitute(open, owner.Arguments, []);

    private bool Matches(MethodShape shape, DefinedType declaring, MethodReference reference, IlType[] parameters, IlType returns)
    {
        var definition = shape.Definition;
        if (definition.HasThis != reference.HasThis || definition.CallingConvention != reference.CallingConvention
            || definition.Parameters.Count != parameters.Length || shape.Arity != ArityOf(reference))
            return false;
        if (InTermsOf(declaring, shape.ReturnType, shape.Arity) != returns)
            return false;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (InTermsOf(declaring, shape.Parameters[i].Type, shape.Arity) != parameters[i])
                return false;
        }
        return true;
    }

    private IlType InTermsOf(DefinedType declaring, IlType type, int methodArity)
    {
        if (!type.HasVariables || declaring == declaring.Info.Open)
            return type;
        return universe.Substitute(type, declaring.Arguments, OwnVariables(methodArity));
    }

    private IlType[] OwnVariables(int arity)
    {
        var variables = new IlType[arity];
        for (var i = 0; i < arity; i++)
            variables[i] = universe.Variable(ofMethod: true, i);
        return variables;
    }

    private static int ArityOf(MethodReference reference) => reference.HasGenericParameters ? reference.GenericParameters.Count : 0;

    private MethodUse Use(MethodShape shape, DefinedType owner, DefinedType declaring, IlType[] arguments)
    {
        if (arguments.Length != shape.Arity && arguments.Length != 0)
            throw new BadImageFormatException($"{shape.Definition.FullName} takes {shape.Arity} type arguments, not {arguments.Length}");
        if (arguments.Length == 0 && shape.Arity != 0)
        {
            // An uninstantiated generic method: legal in ldtoken and MethodImpl, its own variables stand for themselves.
            arguments = OwnVariables(shape.Arity);
        }
        var parameters = new IlType[shape.Parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = universe.Substitute(shape.Parameters[i].Type.Unmodified, declaring.Arguments, arguments);
        return new MethodUse
        {
            Owner = owner,
            DeclaringType = declaring,
            Shape = shape,
            Name = shape.Definition.Name,
            HasThis = shape.Definition.HasThis,
            MethodArguments = arguments,
            Parameters = parameters,
            ReturnType = universe.Substitute(shape.ReturnType.Unmodified, declaring.Arguments, arguments),
        };
    }

    /// <summary>Get, Set, Address and the constructors of arrays (ECMA-335 II.14.2); the runtime makes them, so their types are known.</summary>
    private MethodUse ArrayMethod(MethodReference reference, IlType owner)
    {
        var (element, rank) = owner is MultiArrayType array ? (array.Element, array.Rank) : (((VectorType)owner).Element, 1);
        var given = reference.Parameters.Count;
        var indices = Enumerable.Repeat<IlType>(universe.Int32, rank);
        var (parameters, returns) = reference.Name switch
        {
            "Get" => (indices, element),
            "Set" => (indices.Append(element), universe.Void),
            "Address" => (indices, universe.ByReference(element)),
            ".ctor" when given == rank => (indices, universe.Void),
            ".ctor" when given == 2 * rank => (indices.Concat(indices), (IlType)universe.Void),
            _ => throw new UnresolvedReferenceException($"method {reference.FullName}"),
        };
        var use = new MethodUse
        {
            Owner = owner,
            DeclaringType = owner,
            Shape = null,
            Name = reference.Name,
            HasThis = true,
            MethodArguments = [],
            Parameters = parameters.ToArray(),
            ReturnType = returns,
        };
        if (!reference.HasThis || given != use.Parameters.Length)
            throw new UnresolvedReferenceException($"method {reference.FullName}");
        return use;
    }

    private FieldUse ResolveNew(FieldReference reference)
    {
        if (reference.DeclaringType is null)
            throw new BadImageFormatException($"{reference.Name} has no declaring type");
        if (universe.ConvertToken(reference.DeclaringType).Unmodified is not DefinedType owner)
            throw new BadImageFormatException($"{reference.DeclaringType.FullName} has no fields");
        var wanted = universe.Convert(reference.FieldType);
        DefinedType? current = owner.Info.Open ?? universe.Of(owner.Info.Definition);
        for (var steps = 0; current is not null && steps < TypeHierarchy.BaseChainLimit; steps++)
        {
            foreach (var shape in current.Info.FieldsNamed(reference.Name))
            {
                budget.Spend(1);
                // A definition token names the field as it stands; anything else is looked for by name and type.
                if (reference is FieldDefinition ? shape.Definition == reference : InTermsOf(current, shape.Type, 0) == wanted)
                    return Use(shape, owner, Instance(current, owner));
            }
            current = hierarchy.BaseOf(current);
        }
        throw new UnresolvedReferenceException($"field {reference.FullName}");
    }

    private FieldUse Use(FieldShape shape, DefinedType owner, DefinedType declaring) => new()
    {
        Owner = owner,
        DeclaringType = declaring,
        Shape = shape,
        Type = universe.Substitute(shape.Type.Unmodified, declaring.Arguments, []),
    };
}
