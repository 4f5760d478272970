using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>
/// Reads InternalsVisibleTo from the assembly that gives access. IgnoresAccessChecksTo, which the accessing assembly would write
/// itself, has no effect here.
/// </summary>
internal sealed class FriendAssemblies
{
    /// <summary>Results hang on the module's model and go away with it.</summary>
    public static FriendAssemblies Shared { get; } = new();

    private readonly ConditionalWeakTable<ModuleDefinition, string[]> _grants = [];

    public bool Of(ModuleDefinition target, ModuleDefinition accessor)
    {
        foreach (var grant in _grants.GetValue(target, ReadGrants))
        {
            if (Matches(grant, accessor.Assembly.Name))
                return true;
        }
        return false;
    }

    private static string[] ReadGrants(ModuleDefinition module)
    {
        var grants = new List<string>();
        foreach (var attribute in module.Assembly.CustomAttributes)
        {
            if (attribute.AttributeType is { Name: "InternalsVisibleToAttribute", Namespace: "System.Runtime.CompilerServices" }
                && attribute is { HasConstructorArguments: true } && attribute.ConstructorArguments[0].Value is string friend)
                grants.Add(friend);
        }
        return grants.ToArray();
    }

    private static bool Matches(string grant, AssemblyNameDefinition accessor)
    {
        var parts = grant.Split(',', StringSplitOptions.TrimEntries);
        if (!string.Equals(parts[0], accessor.Name, StringComparison.OrdinalIgnoreCase))
            return false;
        const string prefix = "PublicKey=";
        var key = parts.FirstOrDefault(p => p.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return key is null || string.Equals(key[prefix.Length..], System.Convert.ToHexString(accessor.PublicKey ?? []), StringComparison.OrdinalIgnoreCase);
    }
}
