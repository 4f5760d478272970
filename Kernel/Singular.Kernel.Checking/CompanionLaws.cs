using System.Reflection;
using System.Security.Cryptography;
using Mono.Cecil;
using Singular.Channels.Testing;

namespace Singular.Kernel.Checking;

/// <summary>Laws that whoever checks has named: assemblies of a contract's author, which run in this process with all its rights.</summary>
public sealed class CompanionLaws
{
    private readonly List<Type> _classes = [];

    /// <summary>Loads the laws of some files for a contract.</summary>
    /// <param name="contracts">The contracts of the image under check.</param>
    /// <param name="contract">The contract that is checked.</param>
    /// <param name="files">Assemblies, those that the laws need included.</param>
    /// <exception cref="CheckException">One of them has no laws and none needs it, or they are bound to no text of the contract or to another one.</exception>
    public CompanionLaws(CheckedContracts contracts, Type contract, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            foreach (Assembly assembly in files.Select(file => Load(contracts, file)).ToArray())
                _classes.AddRange(assembly.GetExportedTypes().Where(type => type.GetCustomAttribute<LawsOfAttribute>()?.Contract == contract));
        }
        catch (Exception error) when (error is BadImageFormatException or TypeLoadException or FileNotFoundException)
        {
            throw new CheckException($"The laws cannot be loaded: {error.Message.TrimEnd('.')}; expected assemblies of .NET, compiled against the contract that the driver carries and with all that they need beside them.");
        }
        if (files.Count > 0 && _classes.Count == 0)
            throw new CheckException($"There is no class marked [LawsOf(typeof({contract.Name}))] in {string.Join(", ", files.Select(Path.GetFileName))}.");
        if (_classes.Find(type => type.GetCustomAttribute<LawsOfAttribute>()!.Hash.Length == 0) is { } unbound)
            throw new CheckException($"{unbound} says for no text of {contract.Name} that it was written for it; mark it [LawsOf(typeof({contract.Name}), Hash = \"…\")] with the hash that 'singular contract show' prints.");
        Files = [.. files.Select(file => (Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))))];
    }

    /// <summary>No laws but those that come with the system.</summary>
    private CompanionLaws() => Files = [];

    public static CompanionLaws None { get; } = new();

    /// <summary>Name and SHA-256 of each file.</summary>
    public IReadOnlyList<(string Name, string Sha256)> Files { get; }

    /// <summary>Adds them, those that come with the system, and the values that they name to a check.</summary>
    /// <exception cref="CheckException">They were written for another text of the contract, or one of them is no law.</exception>
    internal void AddTo(ContractCheck check, Type contract)
    {
        Type[] classes = [.. ContractProperties.CompanionLaws(contract), .. _classes];
        try
        {
            check.Laws = [.. classes.SelectMany(type => Law.In(type, contract))];
        }
        catch (ArgumentException wrong)
        {
            throw new CheckException(wrong.Message);
        }
        foreach (SampleValuesAttribute sample in classes.SelectMany(type => type.GetCustomAttributes<SampleValuesAttribute>()))
            check.Samples.Add(sample.Parameter, sample.Values);
    }

    /// <summary>They were compiled against the contract's assembly as its author named it, and are to find the one that the drivers of the image have.</summary>
    private static Assembly Load(CheckedContracts contracts, string file)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(file);
        // The contract in [LawsOf] is text until it is read; what was read is written with the reference's new name.
        foreach (CustomAttribute attribute in assembly.MainModule.GetTypes().SelectMany(type => type.CustomAttributes).Where(attribute => attribute.AttributeType.Name == nameof(LawsOfAttribute)))
            _ = attribute.ConstructorArguments;
        foreach (AssemblyNameReference reference in assembly.MainModule.AssemblyReferences)
            reference.Name = contracts.Renamed(reference.Name) ?? reference.Name;
        using var written = new MemoryStream();
        assembly.Write(written);
        written.Position = 0;
        return contracts.Context.LoadFromStream(written);
    }
}
