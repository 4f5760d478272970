using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>
/// Makes and interns the types of one verification, from the metadata model and by substitution. Bounded: a type deeper or
/// larger than the limits, or too many of them, ends the verification.
/// </summary>
internal sealed class TypeUniverse
{
    /// <summary>Nodes that one written-out type may have. The largest real one (a tuple of tuples in LINQ) has a few hundred.</summary>
    private const int NodesPerType = 4_000;

    private readonly VerificationLimits _limits;
    private readonly Dictionary<TypeDefinition, TypeInfo> _infos = [];
    private readonly Dictionary<Construction, IlType> _constructed = [];
    private readonly Dictionary<IGenericParameterProvider, GenericContext.Constraints[]> _constraints = [];
    private readonly DefinedType?[] _primitives = new DefinedType?[(int)PrimitiveKind.TypedReference + 1];
    private readonly Dictionary<TypeReference, TypeInfo> _named = [];
    private readonly List<VariableType> _typeVariables = [];
    private readonly List<VariableType> _methodVariables = [];
    private int _nextId;

    public TypeUniverse(AssemblySet assemblies, VerificationLimits limits)
    {
        Assemblies = assemblies;
        _limits = limits;
        Core = FindCore(assemblies);
        Object = Required("Object");
        String = Required("String");
        ValueType = Required("ValueType");
        Enum = Required("Enum");
        Array = Required("Array");
        Delegate = Required("Delegate");
        MulticastDelegate = Required("MulticastDelegate");
        Exception = Required("Exception");
        Void = Required("Void");
        Boolean = Required("Boolean");
        Int32 = Required("Int32");
        IntPtr = Required("IntPtr");
        TypedReference = Required("TypedReference");
        RuntimeTypeHandle = Required("RuntimeTypeHandle");
        RuntimeFieldHandle = Required("RuntimeFieldHandle");
        RuntimeMethodHandle = Required("RuntimeMethodHandle");
    }

    public AssemblySet Assemblies { get; }

    /// <summary>The module that defines System.Object; only its types are primitives.</summary>
    public ModuleDefinition Core { get; }

    public DefinedType Object { get; }
    public DefinedType String { get; }
    public DefinedType ValueType { get; }
    public DefinedType Enum { get; }
    public DefinedType Array { get; }
    public DefinedType Delegate { get; }
    public DefinedType MulticastDelegate { get; }
    public DefinedType Exception { get; }
    public DefinedType Void { get; }
    public DefinedType Boolean { get; }
    public DefinedType Int32 { get; }
    public DefinedType IntPtr { get; }
    public DefinedType TypedReference { get; }
    public DefinedType RuntimeTypeHandle { get; }
    public DefinedType RuntimeFieldHandle { get; }
    public DefinedType RuntimeMethodHandle { get; }

    /// <summary>A non-generic type of the core library by namespace and name, or null.</summary>
    public DefinedType? FindCoreType(string @namespace, string name) =>
        Assemblies.FindInModule(Core, @namespace, name) is { HasGenericParameters: false } type ? Of(type) : null;

    /// <summary>The core library's type of that kind, or null where it defines none.</summary>
    public DefinedType? Primitive(PrimitiveKind kind) =>
        _primitives[(int)kind] ??= FindCoreType("System", kind.ToString());

    private DefinedType Required(string name) =>
        FindCoreType("System", name) ?? throw new BadImageFormatException($"the references define no System.{name}");

    private static ModuleDefinition FindCore(AssemblySet assemblies)
    {
        var module = assemblies.Module;
        if (!module.HasAssemblyReferences && assemblies.FindInModule(module, "System", "Object") is not null)
            return module;
        foreach (var name in (ReadOnlySpan<string>)["System.Private.CoreLib", "System.Runtime", "netstandard", "mscorlib"])
        {
            var core = assemblies.FindAssembly(new AssemblyNameReference(name, new Version(0, 0)));
            if (core is not null && assemblies.FindInModule(core.MainModule, "System", "Object") is not null)
                return core.MainModule;
        }
        throw new BadImageFormatException("the references hold no core library (System.Private.CoreLib or System.Runtime)");
    }

    /// <summary>What is known about a definition.</summary>
    public TypeInfo InfoOf(TypeDefinition definition)
    {
        if (!_infos.TryGetValue(definition, out var info))
        {
            info = new TypeInfo(definition, this);
            _infos.Add(definition, info);
        }
        return info;
    }

    /// <summary>The constraints of a definition's own generic parameters; read once, for a type may have thousands.</summary>
    public GenericContext.Constraints[] ConstraintsOf(IGenericParameterProvider? provider)
    {
        if (provider is not { HasGenericParameters: true })
            return [];
        if (!_constraints.TryGetValue(provider, out var known))
        {
            known = GenericContext.Read(provider, this);
            _constraints.Add(provider, known);
        }
        return known;
    }

    /// <summary>A definition as a type: a generic one instantiated over its own variables.</summary>
    public DefinedType Of(TypeDefinition definition)
    {
        var info = InfoOf(definition);
        if (info.Open is { } open)
            return open;
        var arguments = new IlType[info.Arity];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Variable(ofMethod: false, i);
        return info.Open = Instantiate(info, arguments);
    }

    public DefinedType Instantiate(TypeInfo info, IlType[] arguments)
    {
        var key = new Construction(info, 0, arguments);
        if (_constructed.TryGetValue(key, out var known))
            return (DefinedType)known;
        Measure(arguments, out var depth, out var size, out var variables, out var modifiers);
        return Add(key, new DefinedType(NextId(), info, arguments, depth, size, variables, modifiers),
            static (universe, type) => universe.Instantiate(type.Info, StripAll(type.Arguments)));
    }

    public VectorType Vector(IlType element) =>
        element.Vector ??= Finish(new VectorType(NextId(), element), (u, t) => u.Vector(t.Element.Unmodified));

    public ManagedPointerType ByReference(IlType element) =>
        element.ByReference ??= Finish(new ManagedPointerType(NextId(), element), (u, t) => u.ByReference(t.Element.Unmodified));

    public UnmanagedPointerType Pointer(IlType element) =>
        element.Pointer ??= Finish(new UnmanagedPointerType(NextId(), element), (u, t) => u.Pointer(t.Element.Unmodified));

    public IlType MultiArray(IlType element, int rank)
    {
        var key = new Construction(element, rank, []);
        return _constructed.TryGetValue(key, out var known)
            ? known
            : Add(key, new MultiArrayType(NextId(), element, rank), static (u, t) => u.MultiArray(t.Element.Unmodified, t.Rank));
    }

    public IlType Modified(IlType element, IlType modifier, bool isRequired)
    {
        var key = new Construction(element, isRequired ? -1 : -2, [modifier]);
        return _constructed.TryGetValue(key, out var known)
            ? known
            : Add(key, new ModifiedType(NextId(), element, modifier, isRequired), static (_, t) => t.Element.Unmodified);
    }

    public IlType FunctionPointer(IlType[] parts, int convention)
    {
        var key = new Construction(this, convention, parts);
        if (_constructed.TryGetValue(key, out var known))
            return known;
        Measure(parts, out var depth, out var size, out var variables, out var modifiers);
        return Add(key, new MethodPointerType(NextId(), parts, depth, size, variables, modifiers),
            (u, t) => u.FunctionPointer(StripAll(t.Parts), convention));
    }

    public VariableType Variable(bool ofMethod, int index)
    {
        // 65,535 is the greatest number of generic parameters that GenericParam.Number can count (II.22.20).
        if (index is < 0 or > ushort.MaxValue)
            throw new BadImageFormatException($"generic parameter number {index}");
        var list = ofMethod ? _methodVariables : _typeVariables;
        while (list.Count <= index)
            list.Add(new VariableType(NextId(), ofMethod, list.Count));
        return list[index];
    }

    /// <summary>The type with variables replaced; a variable without an argument is an error of the metadata.</summary>
    public IlType Substitute(IlType type, IlType[] typeArguments, IlType[] methodArguments)
    {
        if (!type.HasVariables)
            return type;
        switch (type)
        {
            case VariableType variable:
                var arguments = variable.OfMethod ? methodArguments : typeArguments;
                return variable.Index < arguments.Length
                    ? arguments[variable.Index]
                    : throw new BadImageFormatException($"{variable} has no argument here");
            case DefinedType defined:
                return Instantiate(defined.Info, SubstituteAll(defined.Arguments, typeArguments, methodArguments));
            case VectorType vector:
                return Vector(Substitute(vector.Element, typeArguments, methodArguments));
            case ManagedPointerType reference:
                return ByReference(Substitute(reference.Element, typeArguments, methodArguments));
            case UnmanagedPointerType pointer:
                return Pointer(Substitute(pointer.Element, typeArguments, methodArguments));
            case MultiArrayType array:
                return MultiArray(Substitute(array.Element, typeArguments, methodArguments), array.Rank);
            case ModifiedType modified:
                return Modified(Substitute(modified.Element, typeArguments, methodArguments),
                    Substitute(modified.Modifier, typeArguments, methodArguments), modified.IsRequired);
            case MethodPointerType function:
                return FunctionPointer(SubstituteAll(function.Parts, typeArguments, methodArguments), 0);
            default:
                throw new InvalidOperationException(type.GetType().Name);
        }
    }

    public IlType[] SubstituteAll(IlType[] types, IlType[] typeArguments, IlType[] methodArguments)
    {
        var result = new IlType[types.Length];
        for (var i = 0; i < types.Length; i++)
            result[i] = Substitute(types[i], typeArguments, methodArguments);
        return result;
    }

    /// <summary>A type of the metadata model as an interned type, modifiers kept.</summary>
    /// <exception cref="UnresolvedReferenceException">A name in it means nothing in the reference set.</exception>
    /// <exception cref="BadImageFormatException">It is malformed (arity, kind of element).</exception>
    public IlType Convert(TypeReference reference) => Convert(reference, _limits.TypeDepth);

    /// <summary>What a token of code names: as <see cref="Convert(TypeReference)"/>, but a generic definition stands for itself.</summary>
    public IlType ConvertToken(TypeReference reference) =>
        reference is not (TypeSpecification or GenericParameter) && Definition(reference) is { HasGenericParameters: true } generic
            ? Of(generic)
            : Convert(reference);

    private IlType Convert(TypeReference? reference, int depthLeft)
    {
        if (depthLeft == 0)
            throw new VerificationLimitException("nesting of a type", _limits.TypeDepth);
        switch (reference)
        {
            case null:
                throw new BadImageFormatException("a type is missing");
            case TypeDefinition definition:
                return WithoutArguments(definition);
            case GenericParameter parameter:
                return Variable(parameter.Type == GenericParameterType.Method, parameter.Position);
            case GenericInstanceType instance:
                return ConvertInstance(instance, depthLeft - 1);
            case Mono.Cecil.ArrayType { IsVector: true } vector:
                return Vector(Convert(vector.ElementType, depthLeft - 1));
            case Mono.Cecil.ArrayType array:
                return MultiArray(Convert(array.ElementType, depthLeft - 1), array.Rank);
            case ByReferenceType byReference:
                return ByReference(Convert(byReference.ElementType, depthLeft - 1));
            case PointerType pointer:
                return Pointer(Convert(pointer.ElementType, depthLeft - 1));
            case PinnedType pinned:
                return Convert(pinned.ElementType, depthLeft - 1);
            case RequiredModifierType required:
                return Modified(Convert(required.ElementType, depthLeft - 1), Convert(required.ModifierType, depthLeft - 1), true);
            case OptionalModifierType optional:
                return Modified(Convert(optional.ElementType, depthLeft - 1), Convert(optional.ModifierType, depthLeft - 1), false);
            case FunctionPointerType function:
                return ConvertFunctionPointer(function, depthLeft - 1);
            case TypeSpecification other:
                throw new BadImageFormatException($"{other.GetType().Name} is no type of verifiable code");
            default:
                return ConvertName(reference);
        }
    }

    private IlType ConvertFunctionPointer(FunctionPointerType function, int depthLeft)
    {
        var parts = new IlType[function.Parameters.Count + 1];
        parts[0] = Convert(function.ReturnType, depthLeft);
        for (var i = 1; i < parts.Length; i++)
            parts[i] = Convert(function.Parameters[i - 1].ParameterType, depthLeft);
        return FunctionPointer(parts, (int)function.CallingConvention);
    }

    private DefinedType ConvertInstance(GenericInstanceType instance, int depthLeft)
    {
        var info = InfoOfName(instance.ElementType);
        if (info.Arity != instance.GenericArguments.Count || info.Arity == 0)
            throw new BadImageFormatException($"{info.Definition.FullName} takes {info.Arity} type arguments, not {instance.GenericArguments.Count}");
        var arguments = new IlType[info.Arity];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Convert(instance.GenericArguments[i], depthLeft);
        return Instantiate(info, arguments);
    }

    private DefinedType ConvertName(TypeReference reference)
    {
        // ELEMENT_TYPE_I4 and its like always mean the core library's type, whatever else bears the name.
        if (reference.MetadataType is not (MetadataType.Class or MetadataType.ValueType) && reference.Namespace == "System"
            && PrimitiveKinds.Of(reference.MetadataType) is var kind and not PrimitiveKind.None && Primitive(kind) is { } primitive)
            return primitive;
        return WithoutArguments(InfoOfName(reference).Definition);
    }

    /// <summary>What is known about the definition that a plain reference names. The metadata model has one object for each row.</summary>
    private TypeInfo InfoOfName(TypeReference reference)
    {
        if (!_named.TryGetValue(reference, out var info))
        {
            info = InfoOf(Definition(reference));
            _named.Add(reference, info);
        }
        return info;
    }

    /// <summary>A signature that names a generic definition alone would mean something only inside it, and runtimes refuse to load it.</summary>
    private DefinedType WithoutArguments(TypeDefinition definition) => definition.HasGenericParameters
        ? throw new BadImageFormatException($"{definition.FullName} takes {definition.GenericParameters.Count} type arguments, not 0")
        : Of(definition);

    /// <summary>The definition that a plain reference names.</summary>
    public TypeDefinition Definition(TypeReference reference) =>
        Assemblies.FindType(reference) ?? throw new UnresolvedReferenceException(
            $"type {reference.FullName} of {reference.Scope?.Name ?? "an unknown scope"}");

    private static IlType[] StripAll(IlType[] types)
    {
        var result = new IlType[types.Length];
        for (var i = 0; i < types.Length; i++)
            result[i] = types[i].Unmodified;
        return result;
    }

    private static void Measure(IlType[] parts, out int depth, out int size, out bool variables, out bool modifiers)
    {
        depth = 0;
        size = 1;
        variables = modifiers = false;
        foreach (var part in parts)
        {
            depth = Math.Max(depth, part.Depth);
            size += part.Size;
            variables |= part.HasVariables;
            modifiers |= part.HasModifiers;
        }
        depth++;
    }

    private T Add<T>(Construction key, T type, Func<TypeUniverse, T, IlType> unmodified)
        where T : IlType
    {
        Finish(type, unmodified);
        _constructed.Add(key, type);
        return type;
    }

    private T Finish<T>(T type, Func<TypeUniverse, T, IlType> unmodified)
        where T : IlType
    {
        if (type.Depth > _limits.TypeDepth)
            throw new VerificationLimitException("nesting of a type", _limits.TypeDepth);
        if (type.Size > NodesPerType)
            throw new VerificationLimitException("size of a type", NodesPerType);
        if (type.HasModifiers)
            type.SetUnmodified(unmodified(this, type));
        return type;
    }

    private int NextId() => _nextId < _limits.ConstructedTypes
        ? _nextId++
        : throw new VerificationLimitException("constructed types", _limits.ConstructedTypes);

    /// <summary>What a constructed type is made of: the generic definition or element, a number that tells the form, arguments.</summary>
    private readonly struct Construction(object head, int form, IlType[] parts) : IEquatable<Construction>
    {
        private readonly object _head = head;
        private readonly int _form = form;
        private readonly IlType[] _parts = parts;

        public bool Equals(Construction other) =>
            ReferenceEquals(_head, other._head) && _form == other._form && _parts.AsSpan().SequenceEqual(other._parts);

        public override bool Equals(object? obj) => obj is Construction other && Equals(other);

        public override int GetHashCode()
        {
            var hash = (System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_head) * 31) + _form;
            foreach (var part in _parts)
                hash = (hash * 31) + part.Id;
            return hash;
        }
    }
}
