using Mono.Cecil;
using Singular.Builder.Images;
using Singular.Builder.ReEmit;
using Singular.Channels;
using Singular.Manifests;

namespace Singular.Builder.Tests;

/// <summary>Which contract assemblies of packages are linked into the kernel, which stands between the two ends of every contract.</summary>
public sealed class PackageContractsTests
{
    private static readonly ReEmittedAssembly s_contract = Contract("Acme.Contracts");

    [Fact]
    public void A_driver_that_did_not_verify_brings_no_contract_into_the_kernel()
    {
        ImageDriver unverified = Driver("A", isTypeSafe: false, s_contract);
        Assert.True(PackageContracts.IsUnverified(unverified, [unverified]));
        Assert.True(PackageContracts.IsUnverified(unverified, [unverified, Driver("B", isTypeSafe: true, Contract("Acme.Others"))]));
        // The very same assembly, which another driver's verification vouches for.
        Assert.False(PackageContracts.IsUnverified(unverified, [unverified, Driver("B", isTypeSafe: true, s_contract)]));
        // A contract of the system's.
        Assert.False(PackageContracts.IsUnverified(Driver("A", isTypeSafe: false), []));
        Assert.False(PackageContracts.IsUnverified(Driver("A", isTypeSafe: true, s_contract), []));
    }

    [Fact]
    public void One_assembly_in_two_packages_is_one() =>
        Assert.Equal("Acme.Contracts", Assert.Single(PackageContracts.Of([Driver("A", isTypeSafe: true, s_contract), Driver("B", isTypeSafe: true, s_contract)])).Name);

    private static ImageDriver Driver(string id, bool isTypeSafe, params ReEmittedAssembly[] assemblies) => new(
        new DriverRecord
        {
            Instance = $"{id}#0", PackageSha256 = "", Placement = Placement.Process, Rule = "", Signer = "", Restart = RestartRule.Never, IsVerified = isTypeSafe,
            MemoryLimitBytes = 0, Bindings = [], Program = "", Manifest = null!,
        },
        assemblies, isTypeSafe);

    private static ReEmittedAssembly Contract(string name)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        var contract = new TypeDefinition("Acme", "IThing", TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        var attribute = new CustomAttribute(module.ImportReference(typeof(ContractAttribute).GetConstructors().Single()));
        foreach ((TypeReference type, object value) in ((TypeReference, object)[])[(module.TypeSystem.String, "acme.thing"), (module.TypeSystem.Int32, 1), (module.TypeSystem.Int32, 0)])
            attribute.ConstructorArguments.Add(new CustomAttributeArgument(type, value));
        contract.CustomAttributes.Add(attribute);
        module.Types.Add(contract);
        using var stream = new MemoryStream();
        assembly.Write(stream);
        return new ReEmittedAssembly(name, name, stream.ToArray(), "");
    }
}
