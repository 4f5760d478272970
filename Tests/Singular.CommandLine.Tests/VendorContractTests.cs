using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary>Drivers of one vendor talk to each other by a contract of the vendor's own, which rides in both packages.</summary>
[Collection(RootCollection.Name)]
public sealed class VendorContractTests(DevelopmentRoot root) : IDisposable
{
    private static readonly string[] s_script = ["date", "restart Acme.Sensors", "date", "drivers", "poweroff"];

    public void Dispose()
    {
        root.Place("CmosClock", "kernel");
        foreach (string id in (string[])["Acme.SensorClock", "Acme.Sensors", "Acme.Other"])
        {
            if (root.Run("list").Output.Contains(id, StringComparison.Ordinal))
                root.Run("remove", id).Expect(0);
        }
    }

    [Fact]
    public void They_talk_in_every_placement_and_another_assembly_of_the_contract_is_refused()
    {
        root.Place("CmosClock", "deny");
        string contract = DriverPackages.Compile(root.Beside("sensors"), "Acme.Contracts", SensorSources.Contract);
        Install(DriverPackages.Pack(root.Beside("sensors"), "Acme.Sensors", SensorSources.Sensors, false, contract), DriverPackages.Pack(root.Beside("sensors"), "Acme.SensorClock", SensorSources.SensorClock, false, contract));

        foreach ((string sensors, string clock) in ((string, string)[])[("kernel", "kernel"), ("process", "process"), ("kernel", "process"), ("process", "kernel")])
        {
            root.Place("Acme.Sensors", sensors);
            root.Place("Acme.SensorClock", clock);
            CheckTranscript(root.Boot(s_script, "--hosted"), sensors, clock);
        }
        CheckTranscript(root.Boot(s_script), "process", "kernel");

        string other = DriverPackages.Compile(root.Beside("other-build"), "Acme.Contracts", SensorSources.Contract.Replace("Close", "End", StringComparison.Ordinal));
        Assert.Contains("ContractDiffers: Acme.Other: its Acme.Contracts.dll, which declares acme.sensor", Refused("Acme.Other", "Close", "End", other), StringComparison.Ordinal);
        string squatter = DriverPackages.Compile(root.Beside("squatter"), "Acme.Contracts", SensorSources.Contract.Replace("acme.sensors", "singular.sensors", StringComparison.Ordinal));
        Assert.Contains("names that begin with singular. are the system's", Refused("Acme.Other", "Close", "Close", squatter), StringComparison.Ordinal);
    }

    private void Install(params string[] packages)
    {
        foreach (string package in packages)
            root.Run("sign", package).Expect(0);
        root.Run(["install", "--no-compile", .. packages]).Expect(0);
    }

    private string Refused(string id, string from, string to, string contract)
    {
        string package = DriverPackages.Pack(Path.GetDirectoryName(contract)!, id, SensorSources.Sensors.Replace(from, to, StringComparison.Ordinal), false, contract);
        root.Run("sign", package).Expect(0);
        return root.Run("install", "--no-compile", package).Expect(1).Error;
    }

    private static void CheckTranscript(CommandResult booted, string sensors, string clock)
    {
        string transcript = booted.Expect(0).Output;
        Assert.True(transcript.Split("2026-01-01 00:42:02").Length == 3, $"sensors in {sensors}, clock in {clock}:\n{transcript}\n{booted.Error}");
        Assert.Matches($"Acme.Sensors#0 .*{sensors}", transcript);
        Assert.Matches($"Acme.SensorClock#0 .*{clock}", transcript);
    }
}
