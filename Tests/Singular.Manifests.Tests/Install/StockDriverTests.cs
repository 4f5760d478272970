namespace Singular.Manifests.Tests;

/// <summary>The five stock drivers through the whole pipeline, under the trust and the policy of a development root.</summary>
public sealed class StockDriverTests
{
    private static readonly string[] Drivers = ["CmosClock", "FatFileSystem", "Ps2Keyboard", "RamDisk", "Uart16550"];

    [Fact]
    public void They_install_as_one_set_into_the_kernel_and_move_to_processes_one_by_one()
    {
        using var folder = new TemporaryFolder();
        Root root = Root.OpenOrCreateDevelopment(folder["root"], TimeProvider.System);
        using SigningKey key = root.Keys.Load(KeyStore.DevelopmentKey, null);
        string[] paths = [.. Drivers.Select(driver => Pack(folder, driver, key))];
        var checks = new Checks();
        new Installer(root, checks, checks, [Samples.ContractFolder], TimeProvider.System).Install(paths, InstallOptions.Default);

        SystemPlan plan = SystemPlan.Of(root.Store.Installed(), root.Policy(), root.Trust());
        Assert.All(plan.Drivers, driver => Assert.Equal(Placement.Kernel, driver.Decision.Placement));
        Assert.Equal(Drivers.Length, plan.Resolution.StartOrder.Count);
        Assert.Equal(["RamDisk#0", "CmosClock#0"], plan.Resolution.Bindings["FatFileSystem#0"].OrderByDescending(binding => binding.Provider).Select(binding => binding.Provider));

        foreach (string driver in Drivers)
            root.Save(root.Policy().Set(driver, Placement.Process, root.Store.Installed().Find(driver)!.Subject).Policy);
        plan = SystemPlan.Of(root.Store.Installed(), root.Policy(), root.Trust());
        Assert.All(plan.Drivers, driver => Assert.Empty(driver.Refusals));
        Assert.All(plan.Resolution.StartOrder, driver => Assert.Equal(Placement.Process, driver.Placement));
    }

    private static string Pack(TemporaryFolder folder, string driver, SigningKey key)
    {
        byte[] assembly = File.ReadAllBytes(Path.Combine(Samples.ContractFolder, driver + ".dll"));
        byte[] package = Samples.Pack(assembly);
        Assert.Equal(package, Samples.Pack(assembly));
        Assert.Equal(driver, PackageReader.Read(package).Id);
        string path = folder[driver + ".nupkg"];
        File.WriteAllBytes(path, PackageSigner.Sign(package, key, TimeProvider.System));
        return path;
    }
}
