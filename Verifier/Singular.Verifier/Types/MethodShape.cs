using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>A method definition's signature in its own generic variables, and what it promises about references.</summary>
internal sealed class MethodShape
{
    private readonly TypeUniverse _universe;
    private ParameterShape[]? _parameters;
    private IlType? _returnType;
    private bool? _returnsReadOnly;
    private bool? _isReadOnlyInstance;
    private ParameterShape? _this;

    public MethodShape(MethodDefinition definition, TypeInfo owner, TypeUniverse universe)
    {
        Definition = definition;
        Owner = owner;
        _universe = universe;
    }

    public MethodDefinition Definition { get; }

    public TypeInfo Owner { get; }

    public int Arity => Definition.HasGenericParameters ? Definition.GenericParameters.Count : 0;

    public bool IsConstructor => Definition is { IsStatic: false, Name: ".ctor" };

    /// <summary>The declared return type, modifiers kept.</summary>
    public IlType ReturnType => _returnType ??= _universe.Convert(Definition.ReturnType);

    /// <summary>The declared parameters without <c>this</c>.</summary>
    public ParameterShape[] Parameters => _parameters ??= ReadParameters();

    /// <summary>An <c>init</c> accessor: it writes <c>initonly</c> fields of a fresh object.</summary>
    public bool IsInitAccessor => HasModifier(ReturnType, "IsExternalInit");

    /// <summary>What it returns by reference must not be written through.</summary>
    public bool ReturnsReadOnly => _returnsReadOnly ??=
        ReturnType.Unmodified is ManagedPointerType && (ParameterShape.HasInModifier(ReturnType)
            || TypeInfo.IsMarkedByCompiler(Definition.MethodReturnType, "IsReadOnlyAttribute"));

    /// <summary>An instance method of a value type that promises not to write to <c>this</c>.</summary>
    public bool IsReadOnlyInstance => _isReadOnlyInstance ??=
        !IsConstructor && !IsInitAccessor && (Owner.IsReadOnly || TypeInfo.IsMarkedByCompiler(Definition, "IsReadOnlyAttribute"));

    /// <summary>The promises about <c>this</c> of a value type's instance method; its type is left for the caller to say.</summary>
    public ParameterShape ThisOf(IlType type) => (_this ??= ReadThis(type)) with { Type = type };

    private ParameterShape ReadThis(IlType type)
    {
        // On a property the attribute may sit on the property itself, not on the accessor.
        var unscoped = TypeInfo.IsMarked(Definition, "System.Diagnostics.CodeAnalysis", "UnscopedRefAttribute")
            || (Definition.IsSpecialName && IsAccessorOfUnscopedProperty());
        return new ParameterShape
        {
            Type = type,
            IsReadOnly = IsReadOnlyInstance,
            IsOut = IsConstructor,
            Reference = unscoped ? ReferenceScope.ReturnOnly : ReferenceScope.Local,
            Value = IsConstructor ? ReferenceScope.ReturnOnly : ReferenceScope.Caller,
        };
    }

    /// <summary>Compiled under the reference rules of C# 11, or under verification here, where those rules hold for everybody.</summary>
    private bool FollowsUpdatedRules => Owner.IsUnderVerification || ModuleFollowsUpdatedRules(Definition.Module);

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<ModuleDefinition, object> UpdatedRules = [];

    private static bool ModuleFollowsUpdatedRules(ModuleDefinition module) =>
        (bool)UpdatedRules.GetValue(module, static m => TypeInfo.IsMarkedByCompiler(m, "RefSafetyRulesAttribute"));

    private bool IsAccessorOfUnscopedProperty()
    {
        foreach (var property in Definition.DeclaringType.Properties)
        {
            if ((property.GetMethod == Definition || property.SetMethod == Definition)
                && TypeInfo.IsMarked(property, "System.Diagnostics.CodeAnalysis", "UnscopedRefAttribute"))
                return true;
        }
        return false;
    }

    private ParameterShape[] ReadParameters()
    {
        var parameters = Definition.Parameters;
        var result = new ParameterShape[parameters.Count];
        var updated = FollowsUpdatedRules;
        for (var i = 0; i < result.Length; i++)
            result[i] = ParameterShape.Of(parameters[i], _universe.Convert(parameters[i].ParameterType), updated);
        return result;
    }

    private static bool HasModifier(IlType type, string name)
    {
        while (type is ModifiedType modified)
        {
            if (modified.Modifier is DefinedType { Info.Definition: { } definition } && definition.Name == name
                && definition.Namespace == "System.Runtime.CompilerServices")
                return true;
            type = modified.Element;
        }
        return false;
    }
}
