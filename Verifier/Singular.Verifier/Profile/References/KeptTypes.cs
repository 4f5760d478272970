using Mono.Cecil;

namespace Singular.Verifier.Profile.References;

/// <summary>Which types and members of the platform's reference assemblies stay: those of the profile, what compilers need,
/// and, as empty shells, the types that the signatures and bases of these name.</summary>
internal sealed class KeptTypes
{
    private readonly PlatformReferences _platform;
    private readonly HashSet<TypeDefinition> _types = [];
    private readonly HashSet<TypeDefinition> _shells = [];
    private readonly HashSet<TypeDefinition> _attributes = [];
    private readonly HashSet<MethodDefinition> _methods = [];
    private readonly HashSet<MethodDefinition> _onlyForCompilers = [];
    private readonly HashSet<FieldDefinition> _fields = [];
    private readonly Queue<TypeDefinition> _waiting = new();
    private readonly List<string> _missing = [];

    public KeptTypes(DriverProfile profile, PlatformReferences platform)
    {
        _platform = platform;
        foreach (ProfileType type in profile.Types.OrderBy(t => t.Name, StringComparer.Ordinal))
            KeepProfileType(type);
        foreach (string name in CompilerNeeds.Attributes)
        {
            if (platform.Find(name) is { } attribute && _types.Add(attribute) | _attributes.Add(attribute))
                KeepWhole(attribute);
        }

        foreach (string name in CompilerNeeds.Types)
        {
            if (platform.Find(name) is { } type && _types.Add(type))
                KeepWhole(type);
        }

        foreach ((string name, string[] members) in CompilerNeeds.Members)
            KeepForCompilers(name, members);
        while (_waiting.TryDequeue(out TypeDefinition? type))
            KeepWhatItNames(type);
        Profile = profile;
    }

    public DriverProfile Profile { get; }

    public int ProfileTypeCount { get; private set; }

    public int ProfileMemberCount { get; private set; }

    /// <summary>Lines of the profile that the platform does not declare.</summary>
    public IReadOnlyList<string> Missing => _missing;

    public bool AnyOf(ModuleDefinition module) => module.GetTypes().Any(t => _types.Contains(t) || _shells.Contains(t));

    public bool Has(TypeDefinition type) => _types.Contains(type) || _shells.Contains(type);

    public bool Has(TypeReference reference) => _platform.Find(reference) is { } type && Has(type);

    public bool Has(MethodDefinition method) => _methods.Contains(method);

    public bool Has(FieldDefinition field) => _fields.Contains(field);

    /// <summary>Whether a type is only there because others name it, or for compilers.</summary>
    public bool IsOutsideOfProfile(TypeDefinition type) => _shells.Contains(type);

    /// <summary>Whether an interface that a type lists stays: one that a driver may name, or it would say nothing.</summary>
    public bool IsUsableInterface(TypeReference reference) => _platform.Find(reference) is { } type && _types.Contains(type) && Profile.FindType(CanonicalName.OfType(type)) is not null;

    public bool IsOnlyForCompilers(MethodDefinition method) => _onlyForCompilers.Contains(method);

    /// <summary>Whether an attribute stays where it is applied: its type and all types among its arguments are there.</summary>
    public bool IsUsable(CustomAttribute attribute) =>
        _platform.Find(attribute.AttributeType) is { } type && _attributes.Contains(type)
        && attribute.ConstructorArguments.Concat(attribute.Properties.Select(p => p.Argument)).Concat(attribute.Fields.Select(f => f.Argument))
            .All(a => Has(a.Type.GetElementType()) && (a.Value is not TypeReference named || Has(named.GetElementType())));

    private void KeepProfileType(ProfileType profiled)
    {
        if (_platform.Find(profiled.Name) is not { } type)
        {
            _missing.Add(profiled.Name);
            return;
        }

        ProfileTypeCount++;
        _types.Add(type);
        _waiting.Enqueue(type);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (MethodDefinition method in type.Methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly))
        {
            string name = CanonicalName.OfMethod(method);
            if (!profiled.Members.TryGetValue(name, out ProfileFacts? facts))
                continue;
            found.Add(name);
            _methods.Add(method);
            // A compiler that turns await, patterns or async methods into calls checks the marks of what it calls; of these two not.
            if (facts.Shape is "data" or "iterator")
                _onlyForCompilers.Add(method);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            if (profiled.Members.ContainsKey(CanonicalName.OfField(field)) && found.Add(CanonicalName.OfField(field)) || IsPartOfLayout(field) || field is { IsLiteral: true, IsPublic: true })
                _fields.Add(field);
        }

        ProfileMemberCount += found.Count;
        _missing.AddRange(profiled.Members.Keys.Where(m => !found.Contains(m)).Select(m => $"{profiled.Name}: {m}"));
    }

    private void KeepForCompilers(string name, string[] members)
    {
        if (_platform.Find(name) is not { } type)
            return;
        if (!_types.Contains(type) && _shells.Add(type))
            _waiting.Enqueue(type);
        foreach (MethodDefinition method in type.Methods.Where(m => m.IsPublic && members.Contains(CanonicalName.OfMethod(m))))
        {
            _methods.Add(method);
            _onlyForCompilers.Add(method);
        }
    }

    private void KeepWhole(TypeDefinition type)
    {
        _waiting.Enqueue(type);
        _methods.UnionWith(type.Methods.Where(m => m.IsPublic || m.IsFamily));
        _fields.UnionWith(type.Fields.Where(f => f.IsPublic || IsPartOfLayout(f)));
    }

    /// <summary>Compilers derive from the private fields of a struct whether it holds references and must be assigned.</summary>
    private static bool IsPartOfLayout(FieldDefinition field) => field.DeclaringType.IsValueType && !field.IsStatic;

    private void KeepWhatItNames(TypeDefinition type)
    {
        if (type.BaseType is { } parent)
            KeepNamed(parent);
        if (type.DeclaringType is { } outer)
            KeepNamed(outer);
        KeepConstraints(type.GenericParameters);
        foreach (InterfaceImplementation implementation in type.Interfaces.Where(i => IsUsableInterfaceName(i.InterfaceType)))
            KeepNamed(implementation.InterfaceType);
        if (_shells.Contains(type) && (type.IsValueType || type.IsEnum))
            _fields.UnionWith(type.Fields.Where(f => IsPartOfLayout(f) || f is { IsLiteral: true, IsPublic: true }));
        foreach (FieldDefinition field in type.Fields.Where(_fields.Contains))
            KeepNamed(field.FieldType);
        foreach (MethodDefinition method in type.Methods.Where(_methods.Contains))
        {
            KeepNamed(method.ReturnType);
            foreach (ParameterDefinition parameter in method.Parameters)
                KeepNamed(parameter.ParameterType);
            KeepConstraints(method.GenericParameters);
        }
    }

    /// <summary>Asked while the sets still grow: profile types are all in them from the start.</summary>
    private bool IsUsableInterfaceName(TypeReference reference) => _platform.Find(reference) is { } type && _types.Contains(type);

    private void KeepConstraints(IEnumerable<GenericParameter> parameters)
    {
        foreach (GenericParameterConstraint constraint in parameters.SelectMany(p => p.Constraints))
            KeepNamed(constraint.ConstraintType);
    }

    private void KeepNamed(TypeReference reference)
    {
        switch (reference)
        {
            case GenericParameter:
                return;
            case IModifierType modified:
                KeepNamed(modified.ModifierType);
                KeepNamed(modified.ElementType);
                return;
            case GenericInstanceType instance:
                KeepNamed(instance.ElementType);
                foreach (TypeReference argument in instance.GenericArguments)
                    KeepNamed(argument);
                return;
            case TypeSpecification specification:
                KeepNamed(specification.ElementType);
                return;
        }

        if (_platform.Find(reference) is { } type && !_types.Contains(type) && _shells.Add(type))
            _waiting.Enqueue(type);
    }
}
