using Mono.Cecil;
using Singular.Contracts;

namespace Singular.Manifests.Tests;

/// <summary>Packages meet systems whose contracts are newer or older than those that they were compiled against.</summary>
public sealed class ContractVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_package_goes_on_passing_when_its_contracts_grow()
    {
        string grown = Grow(GrownContracts.AddMember);
        PackageReader.Read(Samples.Pack(DriverAssembly.Clock())).CheckManifest(grown);
        PackageReader.Read(Samples.Pack(Client())).CheckManifest(grown);
        PackageReader.Read(Pack(DriverAssembly.Clock(), grown)).CheckManifest(grown);
    }

    /// <summary>A client may be older or newer than its server.</summary>
    [Fact]
    public void Old_and_new_packages_bind_to_each_other()
    {
        string grown = Grow(GrownContracts.AddMember);
        foreach ((byte[] clock, byte[] client) in new[]
        {
            (Samples.Pack(DriverAssembly.Clock()), Pack(Client(), grown)),
            (Pack(DriverAssembly.Clock(), grown), Samples.Pack(Client())),
        })
        {
            DriverCandidate[] drivers = [.. new[] { clock, client }.Select(PackageReader.Read).Select(package => new DriverCandidate(package.Manifest.FirstInstance, package.Manifest, Placement.Kernel))];
            Assert.NotEqual(drivers[0].Manifest.Provides.Hash, drivers[1].Manifest.Imports[0].Contract.Hash);
            Resolution resolution = Resolver.Resolve(drivers, []);
            Assert.Empty(resolution.Findings);
            Assert.Equal("Acme.Clock#0", Assert.Single(resolution.Bindings["Acme.Client#0"]).Provider);
        }
    }

    [Fact]
    public void A_contract_that_has_changed_instead_of_grown_is_refused()
    {
        string renamed = Grow(contracts =>
        {
            GrownContracts.AddMember(contracts);
            contracts.GetType(typeof(IClock).FullName).Methods[0].Name = "Then";
        });
        Refused(RefusalCode.ContractDiffers, Samples.Pack(DriverAssembly.Clock()), renamed, "compiled against singular.clock 1.0");
        string unmarked = Grow(contracts =>
        {
            GrownContracts.AddMember(contracts);
            contracts.GetType(typeof(IClock).FullName).Methods[^1].CustomAttributes.Clear();
        });
        Refused(RefusalCode.ContractDiffers, Samples.Pack(DriverAssembly.Clock()), unmarked, "compiled against singular.clock 1.0");
    }

    /// <summary>An enum that grows is another enum: whoever is given the new value was compiled without it.</summary>
    [Fact]
    public void An_enum_does_not_grow_within_a_major_version()
    {
        string grown = Grow(contracts =>
        {
            GrownContracts.AddMember(contracts);
            TypeDefinition error = contracts.GetType(typeof(ClockError).FullName);
            error.Fields.Add(new FieldDefinition("Stopped", FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.Literal | FieldAttributes.HasDefault, error) { Constant = 2 });
        });
        Refused(RefusalCode.ContractDiffers, Samples.Pack(DriverAssembly.Clock()), grown, "singular.clock 1.0");
        Refused(RefusalCode.ContractDiffers, Samples.Pack(Client()), grown, "singular.clock 1.0");
    }

    [Fact]
    public void A_package_for_a_newer_contract_says_so()
    {
        string grown = Grow(GrownContracts.AddMember);
        Refused(RefusalCode.ContractTooNew, Pack(DriverAssembly.Clock(), grown), Samples.ContractFolder, "compiled against singular.clock 1.1, this system knows singular.clock 1.0");
        string next = Grow(contracts => GrownContracts.SetVersion(contracts.GetType(typeof(IClock).FullName), 2, 0));
        Refused(RefusalCode.ContractTooNew, Pack(DriverAssembly.Clock(), next), Samples.ContractFolder, "of singular.clock this system has the major version 1");
        Refused(RefusalCode.ContractMissing, Samples.Pack(DriverAssembly.Clock()), next, "of singular.clock this system has the major version 2");
    }

    /// <summary>A class that lacks a member cannot say that it knows the version in which the member came.</summary>
    [Fact]
    public void A_package_does_not_state_a_newer_version_than_its_code_has()
    {
        string grown = Grow(GrownContracts.AddMember);
        var driver = new DriverAssembly("Acme.Clock", typeof(IClock));
        var now = new MethodDefinition("Now", MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.NewSlot | MethodAttributes.Final,
            driver.Module.ImportReference(typeof(IClock).GetMethod("Now")).ReturnType);
        now.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Ldnull);
        now.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Throw);
        driver.Driver.Methods.Add(now);
        Refused(RefusalCode.ManifestDiffers, Pack(driver.ToBytes(), grown), grown, "minor");
    }

    private static byte[] Client() => new DriverAssembly("Acme.Client", typeof(IBlockDevice)).Import("clock", typeof(IClock)).ToBytes();

    private static byte[] Pack(byte[] driver, string contracts) =>
        PackageWriter.Write(new PackageSource { DriverAssembly = driver, ContractFolders = [contracts], Authors = "Acme", License = "MIT" });

    private static void Refused(RefusalCode code, byte[] package, string contracts, string what)
    {
        Refusal refusal = Assert.Single(Assert.Throws<RefusedException>(() => PackageReader.Read(package).CheckManifest(contracts)).Refusals);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(what, refusal.What, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Remedy);
    }

    private string Grow(Action<ModuleDefinition> change) => GrownContracts.Write(_folder[Guid.NewGuid().ToString("N")], change);
}
