using System.IO.Compression;
using System.Text.Json;
using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary><c>singular check</c> of packages with a contract of their vendor's own, from the packages alone.</summary>
public sealed class VendorCheckTests : IDisposable
{
    private static readonly string s_runs = Environment.GetEnvironmentVariable("SINGULAR_CHECK_RUNS") is { Length: > 0 } runs ? runs : "20";

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-vendor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_driver_keeps_its_vendors_contract_and_laws_in_both_placements_and_the_result_can_be_signed()
    {
        string laws = CompileLaws(Contract);
        string package = Path.Combine(_folder, "Acme.Contracts.Laws.1.0.0.nupkg");
        using (ZipArchive archive = ZipFile.Open(package, ZipArchiveMode.Create))
            archive.CreateEntryFromFile(laws, "lib/net10.0/Acme.Contracts.Laws.dll");
        string attestation = Path.Combine(_folder, "sensors.p7s");
        Command.Run("keys", "new", "tester", "--root", Path.Combine(_folder, "root")).Expect(0);
        CommandResult result = Check(
            Sensors(SensorSources.Sensors), "--laws", package, "--format", "json", "--attest", attestation, "--key", "tester", "--root", Path.Combine(_folder, "root")).Expect(0);
        using JsonDocument report = JsonDocument.Parse(result.Output.Split('\n')[0]);
        string[] properties = [.. report.RootElement.GetProperty("properties").EnumerateArray().Select(property => property.GetProperty("name").GetString()!)];
        Assert.Contains("answers, protocol, deaths and restarts (kernel and process)", properties);
        Assert.Contains("SensorLaws.Readings_are_counted_from_one (kernel)", properties);
        Assert.Contains("ISensors.Open loses no endpoint (process)", properties);
        Assert.Equal("Acme.Contracts.Laws.dll", report.RootElement.GetProperty("laws")[0].GetProperty("file").GetString());
        Assert.True(File.Exists(attestation), result.Error);
    }

    [Fact]
    public void What_breaks_the_contract_or_a_law_of_it_is_found()
    {
        string dies = SensorSources.Sensors.Replace("new(42, ++_count)", "new(42 / (3 - ++_count), _count)", StringComparison.Ordinal);
        Assert.Contains("ISensor.Read", Check(Sensors(dies), "--laws", CompileLaws(Contract)).Expect(1).Output, StringComparison.Ordinal);
        string forgets = SensorSources.Sensors.Replace("++_count", "_count + 1", StringComparison.Ordinal);
        Assert.Contains("SensorLaws.Readings_are_counted_from_one", Check(Sensors(forgets), "--laws", CompileLaws(Contract)).Expect(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Laws_of_another_text_of_the_contract_or_of_none_are_refused()
    {
        string package = Sensors(SensorSources.Sensors);
        Assert.Contains("written for another text", Check(package, "--laws", CompileLaws(Contract, new string('0', 64))).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("says for no text", Check(package, "--laws", CompileLaws(Contract, "")).Expect(2).Error, StringComparison.Ordinal);
        string noAssembly = Path.Combine(_folder, "laws.dll");
        File.WriteAllText(noAssembly, "no assembly");
        Assert.Contains("The laws cannot be loaded", Check(package, "--laws", noAssembly).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("no class marked [LawsOf(typeof(ISensors))]", Check(package, "--laws", Contract).Expect(2).Error, StringComparison.Ordinal);
    }

    /// <summary>The contract would run in the checker's own process; verification comes first.</summary>
    [Fact]
    public void A_hostile_contract_assembly_is_refused_before_it_is_loaded()
    {
        string trace = Path.Combine(_folder, "was-here");
        string hostile = DriverPackages.Compile(Path.Combine(_folder, "hostile"), "Acme.Contracts", SensorSources.Contract +
            $$"""

            static class Surprise
            {
                [System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Run() => System.IO.File.WriteAllText("{{trace}}", "");
            }
            """);
        string package = DriverPackages.Pack(Path.GetDirectoryName(hostile)!, "Acme.Sensors", SensorSources.Sensors, false, hostile);
        CommandResult result = Check(package).Expect(1);
        Assert.Contains("does not verify, so its code is not run here", result.Error, StringComparison.Ordinal);
        Assert.Contains("Acme.Contracts.dll", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(trace));

        string squatter = DriverPackages.Compile(Path.Combine(_folder, "squatter"), "Acme.Contracts", SensorSources.Contract.Replace("acme.sensors", "singular.clock", StringComparison.Ordinal));
        Assert.Contains(
            "names that begin with singular. are the system's",
            Check(DriverPackages.Pack(Path.GetDirectoryName(squatter)!, "Acme.Sensors", SensorSources.Sensors, false, squatter)).Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_driver_imports_is_provided_by_a_package_or_said_to_be_missing()
    {
        string clock = DriverPackages.Pack(_folder, "Acme.SensorClock", SensorSources.SensorClock, false, Contract);
        Assert.Contains("imports acme.sensors 1.0, of which there is no model", Check(clock).Expect(2).Error, StringComparison.Ordinal);
        Check(clock, "--provider", Sensors(SensorSources.Sensors)).Expect(0);
        Assert.Contains("which Acme.Sensors does not import", Check(Sensors(SensorSources.Sensors), "--provider", Sensors(SensorSources.Sensors)).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_that_import_from_each_other_are_told_and_not_followed_for_ever()
    {
        string sensors = SensorSources.Sensors.Replace("class Sensors :", "class Sensors(ISensor first) :", StringComparison.Ordinal).Replace("number == 7 ?", "first.Read().Value == number ?", StringComparison.Ordinal);
        const string First =
            """
            namespace Acme;
            using Acme.Contracts;

            [Driver(Provides = typeof(ISensor))]
            public sealed class First(ISensors sensors) : ISensor
            {
                public Reading Read() => new(sensors is null ? 1 : 0, 0);
                public void Close() { }
            }
            """;
        string first = DriverPackages.Pack(_folder, "Acme.First", First, false, Contract);
        string clock = DriverPackages.Pack(_folder, "Acme.SensorClock", SensorSources.SensorClock, false, Contract);
        CommandResult result = Check(clock, "--provider", Sensors(sensors), "--provider", first).Expect(2);
        Assert.Contains("Acme.Sensors imports from Acme.First imports from Acme.Sensors; none of them can start first", result.Error, StringComparison.Ordinal);
    }

    private string Contract => _contract ??= DriverPackages.Compile(_folder, "Acme.Contracts", SensorSources.Contract);

    private string? _contract;
    private int _packages;

    private static CommandResult Check(string package, params string[] options) => Command.Run(["check", package, "--runs", s_runs, .. options]);

    private string Sensors(string source) => DriverPackages.Pack(Path.Combine(_folder, $"{++_packages}"), "Acme.Sensors", source, false, Contract);

    private string CompileLaws(string contract, string? hash = null)
    {
        string shown = Command.Run("contract", "show", $"{contract}:acme.sensors").Expect(0).Error;
        return DriverPackages.Compile(
            Path.Combine(_folder, $"{++_packages}"), "Acme.Contracts.Laws", SensorSources.Laws.Replace("HASH", hash ?? shown.Split()[1], StringComparison.Ordinal), false,
            contract, Path.Combine(Command.Checkout, "artifacts", "system", "Singular.Channels.Testing.dll"));
    }
}
