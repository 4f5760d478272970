using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Checking.Guest;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Tests.Guest;

/// <summary>A stock driver in a booted machine, checked from here; the one test of this project that boots.</summary>
public sealed class GuestCheckTests : IDisposable
{
    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_GUEST_RUNS"), out int runs) ? runs : 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-guest-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_stock_driver_keeps_its_contract_in_the_booted_system()
    {
        GuestUnderCheck guest = GuestImages.Build(_folder, "RamDisk", Placement.Kernel);
        using var placement = new GuestPlacement(guest);
        RefuseWhatIsWrong(placement.Machine);

        ContractCheck check = GuestCheck.Create(guest, placement, CompanionLaws.None);
        check.Runs = s_runs;
        ContractReport report = check.Run();
        Assert.True(report.IsKept, report.ToString());
        Assert.Contains(report.Properties, property => property.Name.Contains("kernel in the guest", StringComparison.Ordinal) && property.Calls > 0);
        Assert.Equal(1, placement.Boots);
        GuestStatus status = placement.Machine.Status();
        Assert.Equal((true, 0, 0, 0), (status.IsRunning, status.Ring, status.Buffers, status.ClientEndpoints));

        FindWhatIsWrong(placement);
    }

    /// <summary>The agent takes what the checker sends as hostile, and goes on.</summary>
    private static void RefuseWhatIsWrong(GuestMachine machine)
    {
        Assert.Contains("does not know command 0x77", machine.Tell((CheckCommand)0x77), StringComparison.Ordinal);
        Assert.Contains("expected one, 0 or 1", machine.Tell(CheckCommand.Connect), StringComparison.Ordinal);
        Assert.Contains("port 0x64 belongs to no driver", Assert.Throws<PlacementException>(() => machine.Access(PortAccess.Read8(0x64))).Message, StringComparison.Ordinal);
        Assert.Null(machine.Tell(CheckCommand.Disconnect));
        Assert.Null(machine.Tell(CheckCommand.Condemn));
        Assert.Contains("is down", machine.Status().Text, StringComparison.Ordinal);
        Assert.Contains("does not live", machine.Tell(CheckCommand.Condemn), StringComparison.Ordinal);
        Assert.Null(machine.Tell(CheckCommand.Restart));
    }

    /// <summary>A check that cannot fail proves nothing.</summary>
    private static void FindWhatIsWrong(GuestPlacement placement)
    {
        (ContractWorld world, PlacedServer server) = placement.Place();
        using (world)
        using (server)
        {
            Assert.NotNull(world.StartModel());
            server.Start();
            Assert.Null(world.WhyWrongInTheEnd());
            placement.Machine.Disk.Write(5, (byte)1);
            Assert.Contains("byte 5 of the disk's memory", world.WhyWrongInTheEnd(), StringComparison.Ordinal);
            server.Kill();
            Assert.False(placement.Machine.Status().IsRunning);
            server.Restart();
            Assert.True(placement.Machine.Status().IsRunning);
        }
    }
}
