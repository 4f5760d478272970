using System.IO.Compression;
using System.Text;
using Mono.Cecil;

namespace Singular.Manifests.Tests;

public sealed class PackageTests
{
    private static readonly byte[] Package = Samples.Pack(DriverAssembly.Clock());

    [Fact]
    public void The_same_source_gives_the_same_bytes()
    {
        Assert.Equal(Package, Samples.Pack(DriverAssembly.Clock()));
        Assert.NotEqual(Package, Samples.Pack(DriverAssembly.Clock(port: 0x310)));
    }

    [Fact]
    public void What_was_packed_is_read()
    {
        DriverPackage read = PackageReader.Read(Package);
        Assert.Equal(("Acme.Clock", "1.0.0", "MIT", "Acme"), (read.Id, read.Version.ToString(), read.License, read.Authors));
        Assert.Equal(DriverAssembly.Clock(), read.DriverAssembly);
        Assert.False(read.IsSigned);
        read.CheckManifest(Samples.ContractFolder);
    }

    [Fact]
    public void Private_dependencies_ride_along()
    {
        byte[] utils = AssemblyBytes("Acme.Utils");
        byte[] package = PackageWriter.Write(new PackageSource
        {
            DriverAssembly = DriverAssembly.Clock(),
            ContractFolders = [Samples.ContractFolder],
            Dependencies = new Dictionary<string, byte[]> { ["Acme.Utils"] = utils },
        });
        Assert.Equal(utils, PackageReader.Read(package).Assemblies["Acme.Utils"]);
    }

    [Theory]
    [InlineData("System.Runtime", "System.Runtime", RefusalCode.AssemblyNameReserved)]
    [InlineData("singular.channels", "singular.channels", RefusalCode.AssemblyNameReserved)]
    [InlineData("Mono.Cecil", "Mono.Cecil", RefusalCode.AssemblyNameReserved)]
    [InlineData("Acme.Utils", "Acme.Other", RefusalCode.AssemblyNameDiffers)]
    public void A_dependency_takes_nobody_elses_name(string file, string assembly, RefusalCode expected)
    {
        byte[] image = AssemblyBytes(assembly);
        Assert.Equal(expected, Assert.Throws<RefusedException>(() => PackageWriter.Write(new PackageSource
        {
            DriverAssembly = DriverAssembly.Clock(),
            ContractFolders = [Samples.ContractFolder],
            Dependencies = new Dictionary<string, byte[]> { [file] = image },
        })).Code);
        byte[] forged = Zip.Change(Package, entries => entries.Add(($"lib/net9.0/{file}.dll", image)));
        Assert.Equal(expected, Assert.Throws<RefusedException>(() => PackageReader.Read(forged).CheckManifest(Samples.ContractFolder)).Code);
    }

    [Theory]
    [InlineData("Acme\u0001")]
    [InlineData("\uffff")]
    public void Authors_that_XML_cannot_write_are_refused(string authors) =>
        Assert.Equal(RefusalCode.NuspecInvalid, Assert.Throws<RefusedException>(() => PackageWriter.Write(new PackageSource
        {
            DriverAssembly = DriverAssembly.Clock(),
            ContractFolders = [Samples.ContractFolder],
            Authors = authors,
        })).Code);

    [Fact]
    public void What_the_platforms_zip_writer_makes_is_read_too() =>
        Assert.Equal("Acme.Clock", PackageReader.Read(Zip.Change(Package, _ => { })).Id);

    [Fact]
    public void A_manifest_that_says_less_than_the_code_asks_is_refused()
    {
        byte[] changed = Zip.Change(Package, entries => Replace(entries, "singular/manifest.json", text => text.Replace("\"count\": 2", "\"count\": 1")));
        DriverPackage read = PackageReader.Read(changed);
        var refused = Assert.Throws<RefusedException>(() => read.CheckManifest(Samples.ContractFolder));
        Assert.Equal(RefusalCode.ManifestDiffers, refused.Code);
        Assert.Contains("'\"count\": 1'", refused.Message);
    }

    public static TheoryData<string, Func<byte[], byte[]>, RefusalCode> Hostile => new()
    {
        { "empty", _ => [], RefusalCode.ZipBroken },
        { "no zip", _ => "hello, this is text and no package"u8.ToArray(), RefusalCode.ZipBroken },
        { "appended byte", package => [.. package, 0], RefusalCode.ZipBroken },
        { "prepended byte", package => [0, .. package], RefusalCode.ZipNotCanonical },
        { "byte before the directory", InsertBeforeDirectory, RefusalCode.ZipNotCanonical },
        { "archive comment", package => [.. package[..^2], 1, 0, 65], RefusalCode.ZipBroken },
        { "two entries of one name", package => Zip.Change(package, entries => entries.Add(entries[2])), RefusalCode.EntryDuplicate },
        { "case twins", package => Zip.Change(package, entries => entries.Add(("LIB/net9.0/acme.clock.dll", []))), RefusalCode.EntryDuplicate },
        { "absolute path", With("/lib/net9.0/x.dll"), RefusalCode.EntryPathUnsafe },
        { "parent path", With("lib/net9.0/../../x.dll"), RefusalCode.EntryPathUnsafe },
        { "backslash", With("lib\\net9.0\\x.dll"), RefusalCode.EntryPathUnsafe },
        { "drive", With("C:x.dll"), RefusalCode.EntryPathUnsafe },
        { "folder entry", With("lib/net9.0/"), RefusalCode.EntryPathUnsafe },
        { "escape in a name", With("lib/net9.0/\u001b[2J.dll"), RefusalCode.EntryPathUnsafe },
        { "trailing dot", With("lib/net9.0/x.dll."), RefusalCode.EntryPathUnsafe },
        { "build folder", With("build/Acme.Clock.targets"), RefusalCode.EntryForbiddenFolder },
        { "build folder in capitals", With("BUILD/Acme.Clock.targets"), RefusalCode.EntryForbiddenFolder },
        { "buildTransitive folder", With("buildTransitive/Acme.Clock.targets"), RefusalCode.EntryForbiddenFolder },
        { "tools folder", With("tools/install.ps1"), RefusalCode.EntryForbiddenFolder },
        { "analyzers folder", With("analyzers/dotnet/cs/x.dll"), RefusalCode.EntryForbiddenFolder },
        { "native library", With("runtimes/linux-x64/native/libx.so"), RefusalCode.EntryForbiddenFolder },
        { "another framework", With("lib/net48/Acme.Clock.dll"), RefusalCode.EntryUnexpected },
        { "an executable at the top", With("setup.exe"), RefusalCode.EntryUnexpected },
        { "symbolic link", package => Zip.Make(Zip.Entries(package), unixMode: 0xA1FF), RefusalCode.EntryLink },
        { "executable file mode", package => Zip.Make(Zip.Entries(package), unixMode: 0x81ED), RefusalCode.ZipNotCanonical },
        { "16 MiB of zeros", package => Zip.Change(package, entries => entries.Add(("lib/net9.0/zeros.dll", new byte[16 << 20]))), RefusalCode.ZipRatioTooHigh },
        { "17 MiB", package => Zip.Change(package, entries => entries.Add(("lib/net9.0/zeros.dll", new byte[17 << 20]))), RefusalCode.ZipEntryTooLarge },
        { "declares 4 GiB", package => PatchCentral(package, 2, 24, 0xFFFF_FFFF), RefusalCode.ZipEntryTooLarge },
        { "declares less than it unpacks to", package => PatchBoth(Deflated(package), 2, 24, 22, 10), RefusalCode.EntryDamaged },
        { "wrong checksum", package => PatchBoth(package, 2, 16, 14, 12345), RefusalCode.EntryDamaged },
        { "central size differs", package => PatchCentral(package, 2, 24, 10), RefusalCode.ZipNotCanonical },
        { "encrypted", package => PatchBoth(package, 2, 8, 6, 0x0000_0001), RefusalCode.ZipNotCanonical },
        { "600 entries", package => Zip.Change(package, entries => entries.AddRange(Enumerable.Range(0, 600).Select(i => ($"lib/net9.0/x{i}.dll", Array.Empty<byte>())))), RefusalCode.ZipTooManyEntries },
        { "no nuspec", package => Zip.Change(package, entries => entries.RemoveAll(entry => entry.Name.EndsWith(".nuspec"))), RefusalCode.EntryMissing },
        { "two nuspecs", With("Other.nuspec"), RefusalCode.EntryMissing },
        { "no manifest", package => Zip.Change(package, entries => entries.RemoveAll(entry => entry.Name == "singular/manifest.json")), RefusalCode.EntryMissing },
        { "no driver", package => Zip.Change(package, entries => entries.RemoveAll(entry => entry.Name.EndsWith(".dll"))), RefusalCode.EntryMissing },
        { "nuspec with a document type", Nuspec(text => text.Replace("<package", "<!DOCTYPE package [<!ENTITY a \"aaaa\">]><package")), RefusalCode.NuspecInvalid },
        { "nuspec of another version", Nuspec(text => text.Replace("1.0.0", "1.0.1")), RefusalCode.NuspecDiffers },
        { "nuspec with two ids", Nuspec(text => text.Replace("<version>", "<id>X</id><version>")), RefusalCode.NuspecInvalid },
        { "nuspec cut off", Nuspec(text => text[..^12]), RefusalCode.NuspecInvalid },
        { "nuspec in no namespace", Nuspec(text => text.Replace(" xmlns=", " x=")), RefusalCode.NuspecInvalid },
        { "nuspec id with a path", Nuspec(text => text.Replace("<id>Acme.Clock<", "<id>../Clock<")), RefusalCode.NuspecInvalid },
        { "manifest is no JSON", package => Zip.Change(package, entries => Replace(entries, "singular/manifest.json", _ => "{")), RefusalCode.ManifestInvalid },
        { "manifest of 1 MiB", LongManifest, RefusalCode.ManifestInvalid },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_package_is_refused_by_name(string what, Func<byte[], byte[]> attack, RefusalCode expected)
    {
        var refused = Assert.Throws<RefusedException>(() => PackageReader.Read(attack(Package)));
        Assert.True(refused.Code == expected, $"{what}: {refused.Message}");
        Assert.DoesNotContain(refused.Message, c => char.IsControl(c));
    }

    [Fact]
    public void Bytes_hidden_behind_compressed_data_are_found()
    {
        byte[] deflated = Deflated(Package);
        // Claims the next entry's bytes as its own compressed data, as far as the headers go.
        List<(string Name, byte[] Content)> entries = Zip.Entries(Package);
        byte[] padded = HideByte(deflated, entries[0].Name);
        Assert.Equal(RefusalCode.ZipNotCanonical, Assert.Throws<RefusedException>(() => PackageReader.Read(padded)).Code);
    }

    [Fact]
    public void Any_damage_to_an_unsigned_package_gives_a_package_or_a_typed_refusal()
    {
        byte[] deflated = Deflated(Package);
        foreach (byte[] original in new[] { Package, deflated })
        {
            for (int i = 0; i < original.Length; i++)
            {
                byte[] damaged = (byte[])original.Clone();
                damaged[i] ^= (byte)(1 << (i % 8));
                ReadOrRefuse(damaged);
            }
            for (int length = 0; length < original.Length; length += 7)
                Assert.Throws<RefusedException>(() => PackageReader.Read(original[..length]));
        }
    }

    private static void ReadOrRefuse(byte[] package)
    {
        try
        {
            Assert.NotNull(PackageReader.Read(package).Manifest);
        }
        catch (RefusedException refused)
        {
            Assert.NotEmpty(refused.Refusals);
        }
    }

    private static byte[] AssemblyBytes(string name)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);
        var stream = new MemoryStream();
        assembly.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Deflated(byte[] package) => Zip.Make(Zip.Entries(package), CompressionLevel.SmallestSize);

    private static Func<byte[], byte[]> With(string name) => package => Zip.Change(package, entries => entries.Add((name, [])));

    private static Func<byte[], byte[]> Nuspec(Func<string, string> change) =>
        package => Zip.Change(package, entries => Replace(entries, "Acme.Clock.nuspec", change));

    private static void Replace(List<(string Name, byte[] Content)> entries, string name, Func<string, string> change)
    {
        int index = entries.FindIndex(entry => entry.Name == name);
        entries[index] = (name, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(entries[index].Content))));
    }

    // Stored, so that the limit of the ratio does not come first.
    private static byte[] LongManifest(byte[] package)
    {
        List<(string Name, byte[] Content)> entries = Zip.Entries(package);
        Replace(entries, "singular/manifest.json", text => text + new string(' ', 1 << 20));
        return Zip.Make(entries, CompressionLevel.NoCompression);
    }

    private static int DirectoryOffset(byte[] package) => BitConverter.ToInt32(package, package.Length - 6);

    private static byte[] InsertBeforeDirectory(byte[] package)
    {
        int directory = DirectoryOffset(package);
        byte[] changed = [.. package[..directory], 0, .. package[directory..]];
        BitConverter.TryWriteBytes(changed.AsSpan(changed.Length - 6), directory + 1);
        return changed;
    }

    private static int Central(byte[] package, int index)
    {
        int position = DirectoryOffset(package);
        for (int i = 0; i < index; i++)
            position += 46 + BitConverter.ToUInt16(package, position + 28);
        return position;
    }

    private static byte[] PatchCentral(byte[] package, int index, int offset, uint value)
    {
        byte[] changed = (byte[])package.Clone();
        BitConverter.TryWriteBytes(changed.AsSpan(Central(package, index) + offset), value);
        return changed;
    }

    private static byte[] PatchBoth(byte[] package, int index, int centralOffset, int localOffset, uint value)
    {
        byte[] changed = PatchCentral(package, index, centralOffset, value);
        int local = BitConverter.ToInt32(package, Central(package, index) + 42);
        // The flags are followed by the method in both headers, which stays as it is.
        uint localValue = centralOffset == 8 ? value | ((uint)BitConverter.ToUInt16(package, local + 8) << 16) : value;
        if (centralOffset == 8)
            BitConverter.TryWriteBytes(changed.AsSpan(Central(package, index) + 8), localValue);
        BitConverter.TryWriteBytes(changed.AsSpan(local + localOffset), localValue);
        return changed;
    }

    // Adds one byte to the first entry's compressed data and makes all headers agree.
    private static byte[] HideByte(byte[] package, string name)
    {
        int end = 30 + name.Length + BitConverter.ToInt32(package, 18);
        byte[] changed = [.. package[..end], 0x55, .. package[end..]];
        BitConverter.TryWriteBytes(changed.AsSpan(changed.Length - 6), DirectoryOffset(package) + 1);
        BitConverter.TryWriteBytes(changed.AsSpan(18), BitConverter.ToInt32(changed, 18) + 1);
        int central = Central(changed, 0);
        BitConverter.TryWriteBytes(changed.AsSpan(central + 20), BitConverter.ToInt32(changed, central + 20) + 1);
        int count = BitConverter.ToUInt16(changed, changed.Length - 12);
        for (int i = 1; i < count; i++)
        {
            int record = Central(changed, i);
            BitConverter.TryWriteBytes(changed.AsSpan(record + 42), BitConverter.ToInt32(changed, record + 42) + 1);
        }
        return changed;
    }
}
