using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>What the verifier knows about one type definition; computed once, on demand.</summary>
internal sealed class TypeInfo
{
    private const string CompilerServices = "System.Runtime.CompilerServices";

    private readonly TypeUniverse _universe;
    private MethodTable? _methods;
    private Dictionary<string, List<FieldShape>>? _fields;
    private readonly bool _isCore;
    private Role _role;
    private DefinedType? _enumUnderlying;
    private bool _enumUnderlyingIsKnown;

    private enum Role : byte
    {
        Unknown,
        Class,
        Struct,
        Enum,
        Delegate,
        Interface,
    }

    public TypeInfo(TypeDefinition definition, TypeUniverse universe)
    {
        Definition = definition;
        _universe = universe;
        _isCore = definition.Module == universe.Core;
        Arity = definition.HasGenericParameters ? definition.GenericParameters.Count : 0;
        Primitive = _isCore && definition.DeclaringType is null && definition.Namespace == "System" ? PrimitiveOf(definition.Name) : PrimitiveKind.None;
        IsByRefLike = definition.HasCustomAttributes && IsMarked(definition, CompilerServices, "IsByRefLikeAttribute");
        IsReadOnly = definition.HasCustomAttributes && IsMarked(definition, CompilerServices, "IsReadOnlyAttribute");
    }

    public TypeDefinition Definition { get; }

    /// <summary>Number of generic parameters, those repeated from enclosing types included.</summary>
    public int Arity { get; }

    public PrimitiveKind Primitive { get; }

    /// <summary>Marked as a type that lives on stacks only (the runtime matches the attribute by name, so do we).</summary>
    public bool IsByRefLike { get; }

    /// <summary>Marked as a struct none of whose instance members writes to <c>this</c>.</summary>
    public bool IsReadOnly { get; }

    public DefinedType? Open { get; set; }

    public bool IsInterface => Definition.IsInterface;

    public bool IsValueType => RoleOf() is Role.Struct or Role.Enum;

    public bool IsEnum => RoleOf() == Role.Enum;

    public bool IsDelegate => RoleOf() == Role.Delegate;

    /// <summary>Declared in the assembly under verification, so that its own claims about itself are checked and not believed.</summary>
    public bool IsUnderVerification => Definition.Module == _universe.Assemblies.Module;

    public bool IsNullable => _isCore && Definition is { Namespace: "System", Name: "Nullable`1", DeclaringType: null };

    private MethodTable Methods => _methods ??= new MethodTable(this, _universe);

    /// <summary>Methods of that name, in metadata order.</summary>
    public ReadOnlySpan<MethodShape> MethodsNamed(string name) => Methods.Named(name);

    /// <summary>Methods with MethodImpl rows, in metadata order.</summary>
    public ReadOnlySpan<MethodShape> OverridingMethods => Methods.Overriding;

    /// <summary>The shape of one of this type's own methods.</summary>
    public MethodShape ShapeOf(MethodDefinition method) =>
        Methods.Find(method) ?? throw new BadImageFormatException($"{method.Name} is no method of {Definition.FullName}");

    /// <summary>Fields of that name, in metadata order: like methods, they are told apart by their types.</summary>
    public IReadOnlyList<FieldShape> FieldsNamed(string name)
    {
        if (_fields is null)
        {
            _fields = new Dictionary<string, List<FieldShape>>(StringComparer.Ordinal);
            foreach (var field in Definition.Fields)
            {
                if (!_fields.TryGetValue(field.Name, out var list))
                    _fields.Add(field.Name, list = []);
                list.Add(new FieldShape(field, this, _universe));
            }
        }
        return _fields.TryGetValue(name, out var found) ? found : [];
    }

    /// <summary>The integral type an enum is stored as, or null when the type is no well-formed enum.</summary>
    public DefinedType? EnumUnderlying()
    {
        if (!_enumUnderlyingIsKnown)
        {
            _enumUnderlying = FindEnumUnderlying();
            _enumUnderlyingIsKnown = true;
        }
        return _enumUnderlying;
    }

    private DefinedType? FindEnumUnderlying()
    {
        foreach (var field in Definition.Fields)
        {
            if (!field.IsStatic)
                return _universe.Convert(field.FieldType).Unmodified as DefinedType;
        }
        return null;
    }

    private Role RoleOf()
    {
        if (_role == Role.Unknown)
            _role = FindRole();
        return _role;
    }

    private Role FindRole()
    {
        if (Definition.IsInterface)
            return Role.Interface;
        if (Definition.BaseType is not { } baseReference || baseReference is TypeSpecification)
            return Role.Class;
        // The special bases are never generic, so their names suffice once the definition is the core library's.
        if (baseReference.Namespace != "System" || baseReference.Name is not ("ValueType" or "Enum" or "MulticastDelegate"))
            return Role.Class;
        var definition = _universe.Assemblies.FindType(baseReference);
        if (definition is null || definition.Module != _universe.Core)
            return Role.Class;
        return definition.Name switch
        {
            // System.Enum itself derives from ValueType and is a class.
            "ValueType" => _isCore && Definition is { Namespace: "System", Name: "Enum" } ? Role.Class : Role.Struct,
            "Enum" => Role.Enum,
            _ => Role.Delegate,
        };
    }

    /// <summary>True when an attribute of that name is on the member; the constructor's arguments are not read.</summary>
    public static bool IsMarked(ICustomAttributeProvider provider, string @namespace, string name)
    {
        if (!provider.HasCustomAttributes)
            return false;
        foreach (var attribute in provider.CustomAttributes)
        {
            var type = attribute.AttributeType;
            if (type.Name == name && type.Namespace == @namespace)
                return true;
        }
        return false;
    }

    /// <summary>As <see cref="IsMarked"/> for attributes of System.Runtime.CompilerServices.</summary>
    public static bool IsMarkedByCompiler(ICustomAttributeProvider provider, string name) => IsMarked(provider, CompilerServices, name);

    private static PrimitiveKind PrimitiveOf(string name) => name switch
    {
        "Void" => PrimitiveKind.Void,
        "Boolean" => PrimitiveKind.Boolean,
        "Char" => PrimitiveKind.Char,
        "SByte" => PrimitiveKind.SByte,
        "Byte" => PrimitiveKind.Byte,
        "Int16" => PrimitiveKind.Int16,
        "UInt16" => PrimitiveKind.UInt16,
        "Int32" => PrimitiveKind.Int32,
        "UInt32" => PrimitiveKind.UInt32,
        "Int64" => PrimitiveKind.Int64,
        "UInt64" => PrimitiveKind.UInt64,
        "IntPtr" => PrimitiveKind.IntPtr,
        "UIntPtr" => PrimitiveKind.UIntPtr,
        "Single" => PrimitiveKind.Single,
        "Double" => PrimitiveKind.Double,
        "String" => PrimitiveKind.String,
        "Object" => PrimitiveKind.Object,
        "TypedReference" => PrimitiveKind.TypedReference,
        _ => PrimitiveKind.None,
    };
}
