using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>Turns a reference of the model into one of the module that is being written.</summary>
internal sealed class ReferenceMapper(ModuleDefinition source, ModuleDefinition target, ReferenceFinder finder) : ICoreMembers
{
    /// <summary>Deeper types are refused. The verifier has a limit of its own; this one keeps the recursion here bounded.</summary>
    private const int MaximumDepth = 200;

    /// <summary>Modifiers whose meaning is known (ECMA-335 II.7.1.1 and the C# compiler's own). Any other is refused.</summary>
    private static readonly HashSet<string> KnownRequiredModifiers =
    [
        "System.Runtime.CompilerServices.IsExternalInit",
        "System.Runtime.CompilerServices.IsVolatile",
        "System.Runtime.InteropServices.InAttribute",
        "System.Runtime.InteropServices.OutAttribute",
        "System.Runtime.InteropServices.UnmanagedType",
    ];

    private readonly Dictionary<TypeDefinition, TypeDefinition> _types = [];
    private readonly Dictionary<MethodDefinition, MethodDefinition> _methods = [];
    private readonly Dictionary<FieldDefinition, FieldDefinition> _fields = [];
    private readonly Dictionary<string, AssemblyNameReference> _scopes = new(StringComparer.Ordinal);
    private readonly Dictionary<TypeDefinition, TypeReference> _external = [];
    private int _depth;

    internal void Add(TypeDefinition from, TypeDefinition to) => _types.Add(from, to);

    internal void Add(MethodDefinition from, MethodDefinition to) => _methods.Add(from, to);

    internal void Add(FieldDefinition from, FieldDefinition to) => _fields.Add(from, to);

    internal MethodDefinition Own(MethodDefinition method) => _methods[method];

    /// <param name="type">A type of the model.</param>
    /// <param name="owner">What generic parameters in it belong to, in the written module.</param>
    internal TypeReference Type(TypeReference type, GenericOwner owner)
    {
        if (++_depth > MaximumDepth)
            throw NotCarried(type.Name, $"a type nested more than {MaximumDepth} deep");
        try
        {
            return type switch
            {
                GenericParameter parameter => Parameter(parameter, owner),
                TypeDefinition definition => Definition(definition),
                TypeSpecification specification => Specification(specification, owner),
                _ => Named(type),
            };
        }
        finally
        {
            _depth--;
        }
    }

    internal MethodReference Method(MethodReference method, GenericOwner owner)
    {
        if (method is MethodDefinition definition)
            return Own(definition);
        if (method is GenericInstanceMethod instance)
        {
            var mapped = new GenericInstanceMethod(Method(instance.ElementMethod, owner));
            foreach (TypeReference argument in instance.GenericArguments)
                mapped.GenericArguments.Add(Type(argument, owner));
            return mapped;
        }
        if (method.CallingConvention is MethodCallingConvention.VarArg)
            throw NotCarried(method.FullName, "a call with a variable number of arguments");
        TypeReference declaring = Type(method.DeclaringType, owner);
        var reference = new MethodReference(method.Name, target.TypeSystem.Void, declaring)
        {
            HasThis = method.HasThis,
            ExplicitThis = method.ExplicitThis,
            CallingConvention = method.CallingConvention,
        };
        for (int i = 0; i < method.GenericParameters.Count; i++)
            reference.GenericParameters.Add(new GenericParameter($"M{i}", reference));
        var inside = new GenericOwner(Open(declaring, method.DeclaringType), reference);
        reference.ReturnType = Type(method.ReturnType, inside);
        foreach (ParameterDefinition parameter in method.Parameters)
            reference.Parameters.Add(new ParameterDefinition(Type(parameter.ParameterType, inside)));
        return reference;
    }

    /// <summary><c>Object.GetType</c>, the shortest call that needs an object.</summary>
    public MethodReference GetTypeOfObject() => new("GetType", Core("Type"), ObjectType()) { HasThis = true };

    public TypeReference ObjectType() => Type(source.TypeSystem.Object, default);

    public TypeReference ExceptionType() => Core("Exception");

    /// <summary>A class of the core library as the model's own references would name it: what is written must not differ from what is written again.</summary>
    private TypeReference Core(string name) => Type(new TypeReference("System", name, source, source.TypeSystem.CoreLibrary), default);

    internal FieldReference Field(FieldReference field, GenericOwner owner)
    {
        if (field is FieldDefinition definition)
            return _fields[definition];
        TypeReference declaring = Type(field.DeclaringType, owner);
        var inside = new GenericOwner(Open(declaring, field.DeclaringType), null);
        return new FieldReference(field.Name, Type(field.FieldType, inside), declaring);
    }

    internal CallSite CallSite(CallSite site, GenericOwner owner)
    {
        if (site.CallingConvention is MethodCallingConvention.VarArg)
            throw NotCarried("calli", "a call with a variable number of arguments");
        var mapped = new CallSite(Type(site.ReturnType, owner))
        {
            HasThis = site.HasThis,
            ExplicitThis = site.ExplicitThis,
            CallingConvention = site.CallingConvention,
        };
        foreach (ParameterDefinition parameter in site.Parameters)
            mapped.Parameters.Add(new ParameterDefinition(Type(parameter.ParameterType, owner)));
        return mapped;
    }

    /// <summary>The identity under which an assembly is named; each is listed once.</summary>
    internal AssemblyNameReference Scope(AssemblyNameDefinition identity)
    {
        if (_scopes.TryGetValue(identity.Name, out AssemblyNameReference? known))
            return known;
        var reference = new AssemblyNameReference(identity.Name, identity.Version) { PublicKeyToken = identity.PublicKeyToken };
        _scopes.Add(identity.Name, reference);
        target.AssemblyReferences.Add(reference);
        return reference;
    }

    private TypeReference Parameter(GenericParameter parameter, GenericOwner owner)
    {
        IGenericParameterProvider? provider = parameter.Type == GenericParameterType.Type ? owner.Type : owner.Method;
        if (provider is null || parameter.Position >= provider.GenericParameters.Count)
            throw NotCarried(parameter.Name, $"a generic parameter number {parameter.Position} that its owner does not have");
        return provider.GenericParameters[parameter.Position];
    }

    private TypeDefinition Definition(TypeDefinition definition)
    {
        if (definition.Module == source)
            return _types.TryGetValue(definition, out TypeDefinition? own)
                ? own
                : throw NotCarried(definition.FullName, "a use of a type that is not carried over");
        throw NotCarried(definition.FullName, "a definition of another module in place of a reference");
    }

    private TypeReference Specification(TypeSpecification type, GenericOwner owner)
    {
        switch (type)
        {
            case GenericInstanceType instance:
                var mapped = new GenericInstanceType(Type(instance.ElementType, owner));
                foreach (TypeReference argument in instance.GenericArguments)
                    mapped.GenericArguments.Add(Type(argument, owner));
                return mapped;
            case ArrayType { IsVector: true } vector:
                return new ArrayType(Type(vector.ElementType, owner));
            case ArrayType array:
                var dimensions = new ArrayType(Type(array.ElementType, owner), array.Rank);
                if (array.Dimensions.Any(dimension => dimension.LowerBound is not (null or 0) || dimension.UpperBound is not null))
                    throw NotCarried(array.FullName, "an array with fixed bounds");
                // A bound of zero means the same as none; the shape that the C# compiler writes is kept.
                for (int i = 0; i < array.Rank; i++)
                    dimensions.Dimensions[i] = new ArrayDimension(array.Dimensions[i].LowerBound, null);
                return dimensions;
            case ByReferenceType reference:
                return new ByReferenceType(Type(reference.ElementType, owner));
            case PointerType pointer:
                return new PointerType(Type(pointer.ElementType, owner));
            case PinnedType pinned:
                return new PinnedType(Type(pinned.ElementType, owner));
            case RequiredModifierType modifier when KnownRequiredModifiers.Contains(modifier.ModifierType.FullName)
                && modifier.ModifierType is not TypeDefinition:
                return new RequiredModifierType(Type(modifier.ModifierType, owner), Type(modifier.ElementType, owner));
            case FunctionPointerType function:
                return FunctionPointer(function, owner);
            default:
                throw NotCarried(type.FullName, $"a {type.GetType().Name} that is not understood");
        }
    }

    private FunctionPointerType FunctionPointer(FunctionPointerType function, GenericOwner owner)
    {
        if (function.CallingConvention is MethodCallingConvention.VarArg)
            throw NotCarried(function.FullName, "a pointer to a function with a variable number of arguments");
        var mapped = new FunctionPointerType
        {
            HasThis = function.HasThis,
            ExplicitThis = function.ExplicitThis,
            CallingConvention = function.CallingConvention,
            ReturnType = Type(function.ReturnType, owner),
        };
        foreach (ParameterDefinition parameter in function.Parameters)
            mapped.Parameters.Add(new ParameterDefinition(Type(parameter.ParameterType, owner)));
        return mapped;
    }

    private TypeReference Named(TypeReference type)
    {
        if (type.MetadataType is not (MetadataType.Class or MetadataType.ValueType))
            return Primitive(type);
        TypeDefinition definition = finder.Definition(type);
        if (definition.Module == source)
            return Definition(definition);
        if (_external.TryGetValue(definition, out TypeReference? known))
            return known;
        TypeReference mapped;
        if (type.DeclaringType is { } outer)
        {
            mapped = new TypeReference("", type.Name, target, null) { DeclaringType = Named(outer) };
        }
        else if (type.Scope is AssemblyNameReference scope)
        {
            mapped = new TypeReference(type.Namespace, type.Name, target, Scope(finder.Identity(scope, type.FullName)));
        }
        else
        {
            throw NotCarried(type.FullName, "a reference into another module of the same assembly");
        }
        mapped.IsValueType = definition.IsValueType;
        for (int i = 0; i < definition.GenericParameters.Count; i++)
            mapped.GenericParameters.Add(new GenericParameter($"T{i}", mapped));
        _external.Add(definition, mapped);
        return mapped;
    }

    private TypeReference Primitive(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Void => target.TypeSystem.Void,
        MetadataType.Boolean => target.TypeSystem.Boolean,
        MetadataType.Char => target.TypeSystem.Char,
        MetadataType.SByte => target.TypeSystem.SByte,
        MetadataType.Byte => target.TypeSystem.Byte,
        MetadataType.Int16 => target.TypeSystem.Int16,
        MetadataType.UInt16 => target.TypeSystem.UInt16,
        MetadataType.Int32 => target.TypeSystem.Int32,
        MetadataType.UInt32 => target.TypeSystem.UInt32,
        MetadataType.Int64 => target.TypeSystem.Int64,
        MetadataType.UInt64 => target.TypeSystem.UInt64,
        MetadataType.Single => target.TypeSystem.Single,
        MetadataType.Double => target.TypeSystem.Double,
        MetadataType.IntPtr => target.TypeSystem.IntPtr,
        MetadataType.UIntPtr => target.TypeSystem.UIntPtr,
        MetadataType.String => target.TypeSystem.String,
        MetadataType.Object => target.TypeSystem.Object,
        MetadataType.TypedByReference => target.TypeSystem.TypedReference,
        _ => throw NotCarried(type.FullName, $"element type {type.MetadataType}"),
    };

    /// <summary>What <c>!0</c> in the signature of a member of this type belongs to: the type without its arguments.</summary>
    private TypeReference? Open(TypeReference mapped, TypeReference original) =>
        original is ArrayType ? null : mapped.GetElementType();

    private BuildException NotCarried(string place, string found) => Refusals.NotCarried(source, place, found);
}
