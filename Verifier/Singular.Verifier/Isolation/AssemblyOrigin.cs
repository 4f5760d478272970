using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Tells where types come from.</summary>
internal sealed class AssemblyOrigin(AssemblySet assemblies)
{
    private static readonly HashSet<string> SystemInterface = new(StringComparer.OrdinalIgnoreCase)
    {
        "Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk",
    };

    private readonly Dictionary<TypeReference, Origin> _known = [];

    /// <summary>Origin of a type definition or of a reference to one.</summary>
    public Origin Of(TypeReference type)
    {
        type = type.GetElementType();
        if (type is TypeDefinition)
            return Origin.Own;
        if (_known.TryGetValue(type, out Origin origin))
            return origin;
        TypeDefinition? definition = assemblies.FindType(type);
        origin = definition is null ? Origin.Foreign
            : definition.Module == assemblies.Module ? Origin.Own
            : OfAssembly(definition.Module.Assembly.Name.Name);
        _known.Add(type, origin);
        return origin;
    }

    /// <summary>Origin of all types of a referenced assembly.</summary>
    public static Origin OfAssembly(string name)
    {
        if (IsPlatformName(name))
            return Origin.Platform;
        if (IsIn(name, "Singular"))
            return SystemInterface.Contains(name) ? Origin.Open : Origin.Foreign;
        return Origin.Open;
    }

    /// <summary>Whether a namespace or assembly name belongs to the platform. Compared without regard to case, as file systems
    /// and some loaders do.</summary>
    public static bool IsPlatformName(string name) =>
        IsIn(name, "System") || IsIn(name, "Internal") || IsIn(name, "Microsoft") || IsIn(name, "mscorlib") || IsIn(name, "netstandard") || IsIn(name, "WindowsBase");

    private static bool IsIn(string name, string root) =>
        name.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (name.Length == root.Length || name[root.Length] == '.');
}
