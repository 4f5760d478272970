using Mono.Cecil;
using Singular.Contracts;
using Singular.Drivers;

namespace Singular.Manifests.Tests;

public sealed class ManifestDerivationTests
{
    [Fact]
    public void A_driver_is_derived_with_all_that_its_constructor_asks_for()
    {
        byte[] image = new DriverAssembly("Acme.Disk", typeof(IFileSystem), "1.2.3-rc.1+commit")
            .Description("A disk.\n   On two lines.")
            .Ports("io", 0x1F0, 8).Ports("control", 0x3F6, 1).Interrupt("irq", 14).Memory("cache", "disk-cache", 65_536)
            .Import("disk", typeof(IBlockDevice)).Import("clock", typeof(IClock)).ToBytes();

        DriverManifest manifest = Derive(image, "MIT");

        Assert.Equal("Acme.Disk", manifest.Id);
        Assert.Equal("1.2.3-rc.1", manifest.Version.ToString());
        Assert.Equal("Acme.TheDriver", manifest.DriverType);
        Assert.Equal("A disk. On two lines.", manifest.Description);
        Assert.Equal("MIT", manifest.License);
        Assert.Equal("singular.file-system 1.0", manifest.Provides.ToString());
        Assert.Equal([new PortRange("io", 0x1F0, 8), new PortRange("control", 0x3F6, 1)], manifest.Ports);
        Assert.Equal([new InterruptLine("irq", 14)], manifest.Interrupts);
        Assert.Equal([new MemoryRequest("cache", "disk-cache", 65_536)], manifest.Memory);
        Assert.Equal(["disk", "clock"], manifest.Imports.Select(import => import.Parameter));
        Assert.Equal("singular.clock", manifest.Imports[1].Contract.Name);
    }

    public static TheoryData<string, Func<DriverAssembly>, RefusalCode> Refused => new()
    {
        { "ports behind the end", () => Plain().Ports("p", 0xFFFF, 2), RefusalCode.ParameterInvalid },
        { "negative port", () => Plain().Ports("p", -1, 2), RefusalCode.ParameterInvalid },
        { "count that overflows", () => Plain().Ports("p", 1, int.MaxValue), RefusalCode.ParameterInvalid },
        { "overlapping ranges", () => Plain().Ports("p", 0x70, 2).Ports("q", 0x71, 1), RefusalCode.ParameterInvalid },
        { "line 16", () => Plain().Interrupt("i", 16), RefusalCode.ParameterInvalid },
        { "a line twice", () => Plain().Interrupt("i", 3).Interrupt("j", 3), RefusalCode.ParameterInvalid },
        { "memory too small", () => Plain().Memory("m", "m", 1), RefusalCode.ParameterInvalid },
        { "memory too large", () => Plain().Memory("m", "m", long.MaxValue), RefusalCode.ParameterInvalid },
        { "memory name", () => Plain().Memory("m", "../m", 4096), RefusalCode.ParameterInvalid },
        { "resource without attribute", () => Plain().Parameter("p", typeof(IoPorts), null), RefusalCode.ParameterInvalid },
        { "a string", () => Plain().Parameter("p", typeof(string), null), RefusalCode.ParameterInvalid },
        { "a class", () => Plain().Parameter("p", typeof(Channels.ContractAttribute), null), RefusalCode.ParameterInvalid },
        { "array of contracts", () => Plain().Parameter("p", typeof(IClock[]), null), RefusalCode.ParameterInvalid },
        { "parameter without name", () => Plain().Import("", typeof(IClock)), RefusalCode.ParameterInvalid },
        { "version", () => new DriverAssembly("Acme.Clock", typeof(IClock), "1.0"), RefusalCode.AssemblyVersionInvalid },
        { "id", () => new DriverAssembly("Acme..Clock", typeof(IClock)), RefusalCode.NuspecInvalid },
        { "no contract", () => new DriverAssembly("Acme.Clock", typeof(IDisposable)), RefusalCode.DriverClassInvalid },
        { "two constructors", () => With(driver => driver.AddConstructor()), RefusalCode.ConstructorInvalid },
        { "no constructor", () => With(driver => driver.Driver.Methods.Clear()), RefusalCode.ConstructorInvalid },
        { "no driver", () => With(driver => driver.Driver.CustomAttributes.Clear()), RefusalCode.DriverClassMissing },
        { "contract not implemented", () => With(driver => driver.Driver.Interfaces.Clear()), RefusalCode.DriverClassInvalid },
        { "abstract driver", () => With(driver => driver.Driver.IsAbstract = true), RefusalCode.DriverClassInvalid },
        { "missing assembly", () => With(driver => driver.Parameter("p", Elsewhere(driver, "Nowhere"), null)), RefusalCode.AssemblyNotFound },
        { "a missing assembly with a path for a name", () => With(driver => driver.Parameter("p", Elsewhere(driver, "../../etc/passwd"), null)), RefusalCode.AssemblyNotFound },
        { "arrays nested 1,000 deep", () => With(driver => driver.Parameter("p", Nest(driver.Module.TypeSystem.Int32, 1_000), null)), RefusalCode.ContractInvalid },
        { "arrays nested 100,000 deep", () => With(driver => driver.Parameter("p", Nest(driver.Module.TypeSystem.Int32, 100_000), null)), RefusalCode.ContractInvalid },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_proper_driver_is_refused_by_name(string what, Func<DriverAssembly> driver, RefusalCode expected)
    {
        // Cecil's writer recurses as its reader does, so the deep ones are built on a deep stack as well.
        byte[] image = DeepStack(() => driver().ToBytes());
        var refused = Assert.Throws<RefusedException>(() => Derive(image));
        Assert.True(refused.Code == expected, $"{what}: {refused.Message}");
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void No_damage_to_an_assembly_gives_anything_but_a_manifest_or_a_typed_refusal()
    {
        byte[] image = new DriverAssembly("Acme.Disk", typeof(IFileSystem)).Ports("io", 0x1F0, 8).Import("disk", typeof(IBlockDevice)).ToBytes();
        int refusals = 0;
        for (int i = 0; i < image.Length; i += 3)
        {
            byte[] damaged = (byte[])image.Clone();
            damaged[i] ^= (byte)(1 << (i % 8));
            try
            {
                Derive(damaged);
            }
            catch (RefusedException)
            {
                refusals++;
            }
        }
        Assert.True(refusals > 10, $"only {refusals} damaged assemblies were refused");
    }

    [Fact]
    public void Bytes_that_are_no_assembly_are_refused() =>
        Assert.Equal(RefusalCode.AssemblyUnreadable, Assert.Throws<RefusedException>(() => Derive("MZ, so they say"u8.ToArray())).Code);

    private static DriverAssembly Plain() => new("Acme.Clock", typeof(IClock));

    private static DriverAssembly With(Action<DriverAssembly> change)
    {
        DriverAssembly driver = Plain();
        change(driver);
        return driver;
    }

    private static TypeReference Elsewhere(DriverAssembly driver, string assembly)
    {
        var reference = new AssemblyNameReference(assembly, new Version(1, 0, 0, 0));
        driver.Module.AssemblyReferences.Add(reference);
        return new TypeReference("X", "IY", driver.Module, reference);
    }

    private static TypeReference Nest(TypeReference type, int depth)
    {
        for (int i = 0; i < depth; i++)
            type = new ArrayType(type);
        return type;
    }

    private static byte[] DeepStack(Func<byte[]> work)
    {
        byte[] result = [];
        var thread = new Thread(() => result = work(), 512 * 1024 * 1024);
        thread.Start();
        thread.Join();
        return result;
    }

    private static DriverManifest Derive(byte[] image, string license = "")
    {
        using AssemblyFolders folders = DriverAssembly.Folders();
        return ManifestDerivation.Derive(image, folders, license);
    }
}
