using System.Diagnostics;
using Singular.Channels;
using Singular.Channels.Runtime;
using Singular.Drivers;
using Singular.Kernel.FaultyDriver;
using Singular.Kernel.Hosting;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Tests;

/// <summary>A driver dies in every way it can, in both placements, and the rest of the system goes on.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Faulty = "FaultyDriver#0";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Placement.Kernel, FaultyClock.PortOutsideGrant, "AccessOutsideGrant")]
    [InlineData(Placement.Process, FaultyClock.PortOutsideGrant, "AccessOutsideGrant")]
    [InlineData(Placement.Kernel, FaultyClock.MemoryOutsideGrant, "AccessOutsideGrant")]
    [InlineData(Placement.Process, FaultyClock.MemoryOutsideGrant, "AccessOutsideGrant")]
    [InlineData(Placement.Kernel, FaultyClock.Throw, "UnhandledException")]
    [InlineData(Placement.Process, FaultyClock.Throw, "UnhandledException")]
    [InlineData(Placement.Kernel, FaultyClock.NullReference, "UnhandledException")]
    [InlineData(Placement.Process, FaultyClock.NullReference, "UnhandledException")]
    [InlineData(Placement.Kernel, FaultyClock.DivideByZero, "UnhandledException")]
    [InlineData(Placement.Process, FaultyClock.DivideByZero, "UnhandledException")]
    public void A_driver_that_dies_is_named_restarted_and_given_up(Placement placement, byte order, string code)
    {
        KernelSystem system = Boot(placement, 0);
        Assert.Equal(2001, system.Clock!.Now().Value.Year);
        Assert.Equal(2002, system.Clock.Now().Value.Year);

        // The clock's requests are repeatable, so one call can meet two deaths; the rule allows two restarts.
        Order(system, order);
        Until(() =>
        {
            Exception? seen = Xunit.Record.Exception(() => system.Clock.Now());
            Assert.True(seen is ChannelException, $"the client saw {seen}");
            return Status(system).State == DriverState.Down;
        });
        Assert.Contains(code, Status(system).Reason);
        Assert.Matches(@" at Singular\.Kernel\.FaultyDriver\.FaultyClock::Now\(\) IL_[0-9a-f]{4}: ", Status(system).Reason);
        Assert.Equal(2, Status(system).Restarts);
        Order(system, 0);
        Assert.Throws<ChannelClosedException>(() => system.Clock.Now());

        // The owner starts it by hand: fresh state, and the client's boundary goes on.
        Assert.True(system.Supervisor.Restart(Faulty).Done);
        Assert.Equal(2001, system.Clock.Now().Value.Year);
        system.Supervisor.Shutdown();
    }

    [Theory]
    [InlineData(Placement.Kernel)]
    [InlineData(Placement.Process)]
    public void A_constructor_that_throws_is_tried_again_by_the_rule(Placement placement)
    {
        KernelSystem system = Boot(placement, FaultyClock.ThrowInConstructor);
        Until(() => Status(system).State == DriverState.Down);
        Assert.Equal(2, Status(system).Restarts);
        Assert.Contains("InvalidOperationException", Status(system).Reason);
        Order(system, 0);
        Assert.True(system.Supervisor.Restart(Faulty).Done);
        system.Supervisor.Shutdown();
    }

    [Fact]
    public void A_constructor_that_sleeps_in_the_kernel_is_stuck_until_its_thread_leaves()
    {
        var clock = Stopwatch.StartNew();
        KernelSystem system = Boot(Placement.Kernel, FaultyClock.SleepInConstructor, "start-limit=1");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "boot waited for a constructor");
        Assert.Equal(DriverState.Stuck, Status(system).State);
        Outcome refused = system.Supervisor.Restart(Faulty);
        Assert.False(refused.Done);
        Assert.Contains("a thread is still inside", refused.Text);
        Order(system, 0);
        Until(() => system.Supervisor.Restart(Faulty).Done);
        Assert.Equal(2001, system.Clock!.Now().Value.Year);
        system.Supervisor.Shutdown();
    }

    [Fact]
    public void A_constructor_that_hangs_in_the_kernel_loses_its_resources_and_stays_down()
    {
        // Every turn of its loop reads its memory, which refuses it once it was given up: so its thread leaves.
        KernelSystem system = Boot(Placement.Kernel, FaultyClock.HangInConstructor, "start-limit=1");
        Assert.Equal(DriverState.Down, Status(system).State);
        Assert.Contains("ConstructorHangs", Status(system).Reason);
        Order(system, 0);
        Assert.True(system.Supervisor.Restart(Faulty).Done);
        system.Supervisor.Shutdown();
    }

    [Fact]
    public void A_process_whose_constructor_hangs_is_ended_and_stays_down()
    {
        KernelSystem system = Boot(Placement.Process, FaultyClock.HangInConstructor, "start-limit=2");
        Assert.Equal(DriverState.Down, Status(system).State);
        Assert.Contains("ConstructorHangs", Status(system).Reason);
        Assert.Null(Status(system).MemoryKiB);
        system.Supervisor.Shutdown();
    }

    [Theory]
    [InlineData(Placement.Kernel)]
    [InlineData(Placement.Process)]
    public void A_driver_that_was_killed_refuses_calls_until_it_is_restarted(Placement placement)
    {
        KernelSystem system = Boot(placement, 0);
        Assert.True(system.Supervisor.Kill(Faulty).Done);
        Assert.Equal(DriverState.Stopped, Status(system).State);
        Assert.Throws<ChannelClosedException>(() => system.Clock!.Now());
        Assert.False(Assert.Single(system.Supervisor.Channels(), channel => channel.Server == Faulty).IsOpen);
        Assert.True(system.Supervisor.Restart(Faulty).Done);
        Assert.Equal(2001, system.Clock!.Now().Value.Year);
        Assert.Equal(1, Status(system).Restarts);
        system.Supervisor.Shutdown();
    }

    [Fact]
    public void A_driver_that_faults_in_the_kernel_too_often_for_its_rule_goes_on_in_a_process()
    {
        DriverRecord record = Records.Of("FaultyDriver", Placement.Kernel) with { DemoteAfter = 2, Program = "driver/FaultyDriver", Restart = new RestartRule(5, 60) };
        HostedImages.Build(_folder.Path, [record]);
        KernelSystem system = Boot([record], 0, HostedImages.PatientStart);
        Assert.DoesNotContain(system.Platform.Processes(), process => process.Name == Faulty);

        Order(system, FaultyClock.Throw);
        Until(() =>
        {
            Assert.IsAssignableFrom<ChannelException>(Xunit.Record.Exception(() => system.Clock!.Now()));
            return Status(system).Record.Placement == Placement.Process;
        });
        Order(system, 0);
        Until(() => Status(system).State == DriverState.Running);
        Assert.Equal(2001, system.Clock!.Now().Value.Year);
        Assert.Contains(system.Platform.Processes(), process => process.Name == Faulty);

        // By hand, too, it comes back where the rule has put it.
        Assert.True(system.Supervisor.Restart(Faulty).Done);
        Assert.Equal(Placement.Process, Status(system).Record.Placement);
        system.Supervisor.Shutdown();
    }

    [Fact]
    public void A_process_that_is_shot_from_outside_is_a_named_death()
    {
        KernelSystem system = Boot(Placement.Process, 0);
        Process.GetProcessById(system.Platform.Processes().Single(process => process.Name == Faulty).Id).Kill();
        Until(() => Status(system).Restarts == 1 && Status(system).State == DriverState.Running);
        Assert.Contains("Process", Status(system).Reason);
        Assert.Equal(2001, system.Clock!.Now().Value.Year);
        system.Supervisor.Shutdown();
    }

    [Theory]
    [InlineData(FaultyClock.Burn, "ProcessorLimit: it used")]
    [InlineData(FaultyClock.Hoard, "MemoryLimit: its process has")]
    public void A_process_that_uses_more_than_its_rule_allows_is_a_named_death(byte order, string expected)
    {
        DriverRecord record = Records.Of("FaultyDriver", Placement.Process) with { ProcessorLimitPercent = 20, MemoryLimitBytes = 16 << 20, Restart = RestartRule.Never };
        HostedImages.Build(_folder.Path, [record]);
        KernelSystem system = Boot([record], 0, HostedImages.PatientStart);
        Assert.Equal(2001, system.Clock!.Now().Value.Year);
        // As long as it does what it should, nobody minds, for longer than the window.
        Thread.Sleep(ProcessWatch.Window + TimeSpan.FromSeconds(1));
        Assert.Equal(DriverState.Running, Status(system).State);
        Order(system, order);
        for (int i = 0; i < 4; i++)
            Xunit.Record.Exception(() => system.Clock.Now());
        Until(() => Status(system).State == DriverState.Down);
        Assert.Contains(expected, Status(system).Reason);
        system.Supervisor.Shutdown();
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(64, 0, 64)]
    [InlineData(0, 8, 16)]
    [InlineData(64, 8, 16)]
    [InlineData(12, 8, 12)]
    public void The_smaller_one_of_ceiling_and_stated_budget_limits_a_process(long ceilingMiB, long budgetMiB, int? expectedMiB)
    {
        DriverRecord record = Records.Invent("Any", "singular.clock");
        record = record with { MemoryLimitBytes = ceilingMiB << 20, Manifest = record.Manifest with { Budget = new DriverBudget(budgetMiB << 20, 0) } };
        Assert.Equal(expectedMiB * 1024L, ProcessLimits.Of(record).MemoryKiB);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(20, 0, 20)]
    [InlineData(0, 30, 30)]
    [InlineData(20, 30, 20)]
    [InlineData(30, 20, 20)]
    public void The_smaller_one_of_ceiling_and_stated_budget_limits_a_piece_of_work(int stated, int allowed, int expected)
    {
        DriverRecord record = Records.Invent("Any", "singular.clock");
        record = record with { WorkLimitMilliseconds = allowed, Manifest = record.Manifest with { Budget = new DriverBudget(0, stated) } };
        Assert.Equal(expected, record.WorkMilliseconds);
    }

    [Fact]
    public void A_driver_that_is_not_in_the_kernel_is_reported_and_the_others_come_up()
    {
        DriverRecord missing = Records.Invent("Missing", "singular.keyboard");
        KernelSystem system = Boot([missing, Records.Of("FaultyDriver", Placement.Kernel)], 0, "");
        DriverStatus status = system.Supervisor.Drivers().Single(driver => driver.Record.Instance == "Missing#0");
        Assert.Equal(DriverState.Down, status.State);
        Assert.Contains("not linked into this kernel", status.Reason);
        Assert.Equal(DriverState.Running, Status(system).State);
        system.Supervisor.Shutdown();
    }

    private KernelSystem Boot(Placement placement, byte order, string option = HostedImages.PatientStart)
    {
        DriverRecord record = Records.Of("FaultyDriver", placement);
        if (placement == Placement.Process)
            HostedImages.Build(_folder.Path, [record]);
        return Boot([record], order, option);
    }

    private KernelSystem Boot(IReadOnlyList<DriverRecord> records, byte order, string option)
    {
        string image = Path.Combine(_folder.Path, "image");
        var platform = new HostedPlatform([$"image={image}", option], Stream.Null, Stream.Null);
        var table = new ImageTable(
            [new DriverFactory(
                "FaultyDriver", DomainOptions.None, ["Singular.Drivers.IoPorts", "Singular.Drivers.MemoryBlock"],
                arguments => new FaultyClock((IoPorts)arguments[0], (MemoryBlock)arguments[1]))],
            GeneratedBindings.All);
        var system = new KernelSystem(platform, new ImageRecord(records), table);
        Order(system, order);
        system.Supervisor.Boot();
        return system;
    }

    // The memory outlives the driver, so that the test can reach it.
    private static void Order(KernelSystem system, byte order) => system.Platform.OpenMemoryBlock("orders", 4096).Write(0, [order]);

    private static DriverStatus Status(KernelSystem system) =>
        system.Supervisor.Drivers().Single(driver => driver.Record.Instance == Faulty);

    private static void Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "it did not happen within a minute");
            Thread.Sleep(20);
        }
    }
}
