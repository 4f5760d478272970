using Mono.Cecil;

namespace Singular.Verifier;

/// <summary>The top-level types that a module defines or forwards, by name. Read once, at first use.</summary>
internal sealed class ModuleTypes(ModuleDefinition module)
{
    private Dictionary<(string Namespace, string Name), TypeDefinition>? _defined;
    private Dictionary<(string Namespace, string Name), ExportedType>? _exported;

    /// <summary>The type of that name defined in the module, or null.</summary>
    public TypeDefinition? Find(string @namespace, string name) => (_defined ??= ReadDefined()).GetValueOrDefault((@namespace, name));

    /// <summary>The assembly that a type of that name is forwarded to, or null.</summary>
    public AssemblyNameReference? FindForwarder(string @namespace, string name) =>
        (_exported ??= ReadExported()).GetValueOrDefault((@namespace, name)) is { IsForwarder: true, Scope: AssemblyNameReference target } ? target : null;

    private Dictionary<(string Namespace, string Name), TypeDefinition> ReadDefined()
    {
        var types = new Dictionary<(string, string), TypeDefinition>(module.Types.Count);
        foreach (var type in module.Types)
            types.TryAdd((type.Namespace, type.Name), type);
        return types;
    }

    private Dictionary<(string Namespace, string Name), ExportedType> ReadExported()
    {
        var types = new Dictionary<(string, string), ExportedType>();
        if (!module.HasExportedTypes)
            return types;
        foreach (var type in module.ExportedTypes)
        {
            if (type.DeclaringType is null)
                types.TryAdd((type.Namespace, type.Name), type);
        }
        return types;
    }
}
