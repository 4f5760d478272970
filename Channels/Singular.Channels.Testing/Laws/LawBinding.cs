using System.Collections.Concurrent;
using System.Reflection;
using Singular.Manifests;

namespace Singular.Channels.Testing;

/// <summary>Laws say for which text of their contract they were written; on another text they may say what it does not.</summary>
internal static class LawBinding
{
    private static readonly ConcurrentDictionary<Type, HashSet<string>> s_hashes = new();

    /// <exception cref="ArgumentException">The laws were written for another text of the contract.</exception>
    internal static void Check(Type laws, Type contract)
    {
        string hash = laws.GetCustomAttribute<LawsOfAttribute>()!.Hash;
        if (hash.Length == 0 || s_hashes.GetOrAdd(contract, Hashes).Contains(hash))
            return;
        throw new ArgumentException(
            $"{laws} was written for another text of {contract.Name}, with the hash {hash}; take the companion package of this version of the contract, "
            + $"or compare the laws with the text that 'singular contract show' prints and state the hash {s_hashes[contract].First()}.",
            nameof(laws));
    }

    /// <summary>The hashes of a contract's text at all its minor versions, the newest first.</summary>
    private static HashSet<string> Hashes(Type contract)
    {
        byte[] assembly = File.ReadAllBytes(contract.Assembly.Location);
        using var folders = new AssemblyFolders(Path.GetDirectoryName(contract.Assembly.Location)!, Path.GetDirectoryName(typeof(Done).Assembly.Location)!);
        ContractText newest = Of(assembly, folders, contract);
        var hashes = new HashSet<string>(StringComparer.Ordinal) { newest.Hash };
        for (int minor = newest.Minor - 1; minor >= 0; minor--)
            hashes.Add(Of(ContractVersions.AsOf(assembly, folders, new Dictionary<string, int> { [contract.FullName!] = minor }), folders, contract).Hash);
        return hashes;
    }

    private static ContractText Of(byte[] assembly, AssemblyFolders folders, Type contract)
    {
        CustomAttributeData attribute = contract.GetCustomAttributesData().Single(data => data.AttributeType.Name == nameof(ContractAttribute));
        return ManifestDerivation.Contracts(assembly, folders).Single(text =>
            text.Name == (string?)attribute.ConstructorArguments[0].Value && text.Major == (int?)attribute.ConstructorArguments[1].Value);
    }
}
