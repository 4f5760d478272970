using Singular.Manifests;

namespace Singular.Kernel.Tests;

/// <summary>Makes image records, from drivers or out of nothing.</summary>
internal static class Records
{
    private static readonly string s_hash = new('a', 64);

    /// <summary>The record of a driver whose assembly lies beside the tests.</summary>
    internal static DriverRecord Of(string id, Placement placement, params (string Parameter, string Provider)[] bindings)
    {
        string folder = AppContext.BaseDirectory;
        using var folders = new AssemblyFolders(folder, Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        DriverManifest manifest = ManifestDerivation.Derive(File.ReadAllBytes(Path.Combine(folder, id + ".dll")), folders, "MIT");
        return Of(manifest, placement, bindings);
    }

    /// <summary>A record without a driver behind it.</summary>
    internal static DriverRecord Invent(string id, string provides, params (string Parameter, string Contract, string Provider)[] imports) => Of(
        new DriverManifest
        {
            Id = id,
            Version = default,
            Profile = 1,
            KernelInterface = 1,
            DriverType = id,
            Description = "",
            License = "",
            Provides = new ContractReference(provides, 1, 0, s_hash),
            Imports = [.. imports.Select(import => new ImportedContract(import.Parameter, new ContractReference(import.Contract, 1, 0, s_hash)))],
            Ports = [],
            Interrupts = [],
            Memory = [],
        },
        Placement.Kernel,
        [.. imports.Select(import => (import.Parameter, import.Provider))]);

    private static DriverRecord Of(DriverManifest manifest, Placement placement, (string Parameter, string Provider)[] bindings) => new()
    {
        Instance = manifest.FirstInstance,
        PackageSha256 = s_hash,
        Placement = placement,
        Rule = "test",
        Signer = "test",
        IsVerified = true,
        Restart = new RestartRule(2, 60),
        MemoryLimitBytes = 0,
        Bindings = [.. bindings.Select(binding => new Binding(binding.Parameter, binding.Provider))],
        Program = placement == Placement.Process ? $"driver/{manifest.Id}" : "",
        Manifest = manifest,
    };
}
