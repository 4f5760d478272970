using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>What the generic variables of the code or signature at hand stand for: their constraints.</summary>
internal sealed class GenericContext
{
    private readonly Constraints[] _ofType;
    private readonly Constraints[] _ofMethod;

    /// <summary>The constraints of one generic parameter.</summary>
    internal sealed class Constraints
    {
        public required string Name { get; init; }
        public bool IsReference { get; init; }
        public bool IsValue { get; init; }
        public bool HasConstructor { get; init; }
        public bool AllowsByRefLike { get; init; }
        public bool IsUnmanaged { get; init; }
        public IlType[] Types { get; init; } = [];
    }

    public GenericContext(TypeDefinition? type, MethodDefinition? method, TypeUniverse universe)
    {
        Type = type;
        Method = method;
        _ofType = universe.ConstraintsOf(type);
        _ofMethod = universe.ConstraintsOf(method);
    }

    public TypeDefinition? Type { get; }

    public MethodDefinition? Method { get; }

    public int TypeArity => _ofType.Length;

    public int MethodArity => _ofMethod.Length;

    /// <exception cref="BadImageFormatException">There is no such variable here.</exception>
    public Constraints Of(VariableType variable)
    {
        var list = variable.OfMethod ? _ofMethod : _ofType;
        return variable.Index < list.Length
            ? list[variable.Index]
            : throw new BadImageFormatException($"{variable} is out of range: there are {list.Length} generic parameters");
    }

    internal static Constraints[] Read(IGenericParameterProvider? provider, TypeUniverse universe)
    {
        if (provider is not { HasGenericParameters: true })
            return [];
        var result = new Constraints[provider.GenericParameters.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = Read(provider.GenericParameters[i], universe);
        return result;
    }

    private static Constraints Read(GenericParameter parameter, TypeUniverse universe)
    {
        // GenericParamAttributes.AllowByRefLike, II.23.1.7 as augmented for .NET 9.
        const int allowByRefLike = 0x20;
        var types = new List<IlType>();
        var unmanaged = false;
        if (parameter.HasConstraints)
        {
            foreach (var constraint in parameter.Constraints)
            {
                var type = universe.Convert(constraint.ConstraintType);
                unmanaged |= type is ModifiedType { IsRequired: true, Modifier: DefinedType { Info.Definition.Name: "UnmanagedType" } };
                types.Add(type.Unmodified);
            }
        }
        return new Constraints
        {
            Name = parameter.Name,
            IsReference = parameter.HasReferenceTypeConstraint,
            IsValue = parameter.HasNotNullableValueTypeConstraint,
            HasConstructor = parameter.HasDefaultConstructorConstraint,
            AllowsByRefLike = ((int)parameter.Attributes & allowByRefLike) != 0,
            IsUnmanaged = unmanaged,
            Types = types.ToArray(),
        };
    }
}
