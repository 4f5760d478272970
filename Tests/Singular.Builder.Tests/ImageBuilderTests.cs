using System.Diagnostics;
using Mono.Cecil;
using Singular.Builder.Compile;
using Singular.Builder.Images;
using Singular.Builder.ReEmit;
using Singular.Emulation;
using Singular.Manifests;
using Singular.Verifier;

namespace Singular.Builder.Tests;

/// <summary>Whole images of stock drivers, from re-emitted assemblies to programs that run.</summary>
public sealed class ImageBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Steps _steps = new();

    public void Dispose() => _folder.Dispose();

    private sealed class Steps : IProgress<BuildStep>
    {
        internal List<BuildStep> Ended { get; } = [];

        public void Report(BuildStep value)
        {
            if (value.State != BuildStepState.Started)
                Ended.Add(value);
        }
    }

    private ImageBuilder Builder() => new(
        new ImageBuilderOptions
        {
            SystemAssembliesFolder = AppContext.BaseDirectory,
            KernelSourceFolder = Path.Combine(CheckoutFolder.Path, "Kernel"),
            CacheFolder = _folder.File("cache"),
        },
        _steps);

    private static ImageDriver Driver(string id, Placement placement)
    {
        Toolchain toolchain = Toolchain.Locate();
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, id + ".dll"));
        using ReferenceSet references = Samples.Platform();
        foreach (string name in new[] { "Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk" })
            references.AddFile(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        using AssemblySet set = AssemblySet.Open(bytes, references);
        using var folders = new AssemblyFolders(AppContext.BaseDirectory, toolchain.RuntimeFolder, toolchain.FrameworkFolder);
        return new ImageDriver(
            new DriverRecord
            {
                Instance = id + "#0", PackageSha256 = new string('0', 64), Placement = placement, Rule = "a test", Signer = "a test",
                Restart = RestartRule.Never, MemoryLimitBytes = 0, Bindings = [], Program = "", Manifest = ManifestDerivation.Derive(bytes, folders, "MIT"),
            },
            AssemblyReEmitter.ReEmitPackage([set]));
    }

    /// <summary>Refers to a member that does not exist, as a driver made for a later SDK would.</summary>
    private static ImageDriver FromTheFuture(ImageDriver driver)
    {
        ReEmittedAssembly assembly = driver.Assemblies.Single();
        using AssemblyDefinition model = AssemblyDefinition.ReadAssembly(new MemoryStream(assembly.Bytes.ToArray()));
        model.MainModule.GetMemberReferences().First(member => member.Name == "Read8").Name = "Read128";
        using var stream = new MemoryStream();
        model.Write(stream);
        return driver with { Assemblies = [assembly with { Bytes = stream.ToArray() }] };
    }

    [Fact]
    public void A_driver_that_cannot_be_built_is_left_out_and_the_next_run_finds_all_done()
    {
        string disk = _folder.File("disk");
        File.WriteAllText(disk, "disk");
        var inputs = new ImageInputs
        {
            Drivers = [FromTheFuture(Driver("CmosClock", Placement.Kernel)), Driver("RamDisk", Placement.Process)],
            RamDiskFile = disk,
        };
        BuiltImage image = Builder().Build(inputs, _folder.File("boot.img"));

        LeftOutDriver left = Assert.Single(image.LeftOut);
        Assert.Equal("CmosClock", left.Id);
        Assert.Contains("Read128", left.Reason.Message);
        IReadOnlyList<BootImageEntry> entries = BootImageReader.ReadFile(image.ImageFile);
        Assert.Equal(["kernel", "image.json", "driver/RamDisk", "ramdisk"], entries.Select(entry => entry.Name));
        DriverRecord record = Assert.Single(ImageRecordJson.Read(entries[1].Content.Span).Drivers);
        Assert.Equal(("RamDisk#0", "driver/RamDisk"), (record.Instance, record.Program));
        Assert.All(new[] { entries[0], entries[2] }, program => Assert.True(program.Content.Span.StartsWith("\u007fELF"u8)));
        Assert.Equal("disk"u8.ToArray(), entries[3].Content.ToArray());
        Assert.True(File.ReadAllBytes(image.NucleusFile).AsSpan().StartsWith("\u007fELF"u8));

        byte[] first = File.ReadAllBytes(image.ImageFile);
        _steps.Ended.Clear();
        Builder().Build(inputs, _folder.File("boot.img"));
        Assert.Equal(first, File.ReadAllBytes(image.ImageFile));
        Assert.All(_steps.Ended.Where(step => step.State != BuildStepState.Failed), step => Assert.Equal(BuildStepState.Cached, step.State));
    }

    [Fact]
    public async Task A_hosted_image_runs_with_a_driver_in_each_placement()
    {
        var inputs = new ImageInputs
        {
            Drivers = [Driver("CmosClock", Placement.Kernel), Driver("RamDisk", Placement.Process), Driver("Uart16550", Placement.Kernel)],
        };
        HostedImage image = Builder().BuildHosted(inputs, _folder.File("hosted"));
        using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(image.Kernel, HostedImage.EntryFile), "script"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var session = new ScriptSession(process, echo: null);
        try
        {
            int status = await session.RunAsync(["drivers", "poweroff"], TimeSpan.FromMinutes(3));
            Assert.True(status == 0, session.Transcript);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
        Assert.Matches(@"CmosClock#0 .* kernel +\d +running", session.Transcript);
        Assert.Matches(@"RamDisk#0 .* process +3 +running", session.Transcript);
    }

    [Fact]
    public void A_driver_that_did_not_verify_gets_into_no_kernel_and_no_hosted_system()
    {
        ImageDriver risky = Driver("RamDisk", Placement.Process) with { IsTypeSafe = false };
        BuildException hosted = Assert.Throws<BuildException>(() => Builder().BuildHosted(new ImageInputs { Drivers = [risky] }, _folder.File("hosted")));
        Assert.Equal(BuildCode.NotTypeSafe, hosted.Code);
        Assert.False(Directory.Exists(_folder.File("hosted")));
    }
}
