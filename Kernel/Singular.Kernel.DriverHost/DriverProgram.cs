using Singular.Channels.Runtime;

namespace Singular.Kernel.DriverHost;

/// <summary>The main program of a driver process, called by its generated entry point: builds what the kernel granted, constructs
/// the driver, serves the kernel's calls, and reports the driver's end.</summary>
public static class DriverProgram
{
    /// <summary>Exit status of a process whose driver died.</summary>
    public const int DriverDied = 70;

    // Slot of the control region.
    private const int ControlSlot = 1;

    // The kernel limits the constructor's time and kills the process; this only has to be longer.
    private static readonly TimeSpan s_longerThanAnyLimit = new(TimeSpan.TicksPerDay);

    /// <summary>Runs until the driver dies or the kernel ends the process.</summary>
    /// <returns>The exit status.</returns>
    public static int Run(IDriverPlatform platform, DriverFactory factory, IReadOnlyList<ContractBinding> bindings)
    {
        using var control = new ControlRegion(platform.OpenRegion(ControlSlot));
        StartupRecord record = StartupRecord.Read(control.ReadRecord());
        var domain = new Domain(record.Instance, factory.Options);
        domain.UsesAllBuffers();
        using var ended = new ManualResetEventSlim();
        domain.Died += _ => ended.Set();
        var kernel = new Domain(record.Serve.Peer, DomainOptions.None);
        kernel.Died += _ => ended.Set();
        if (Construct(platform, factory, bindings, record, domain) is { } driver)
        {
            Serve(platform, bindings, record, domain, kernel, driver);
            Say(platform, control, HostState.Ready);
            ended.Wait();
        }
        control.WriteReport(FaultReport.Write(domain.Fault ?? kernel.Fault
            ?? new DomainFault(DomainFaultCodes.Stopped, null, null, "the driver was stopped in its process")));
        Say(platform, control, HostState.Dead);
        return DriverDied;
    }

    private static object? Construct(
        IDriverPlatform platform, DriverFactory factory, IReadOnlyList<ContractBinding> bindings, StartupRecord record, Domain domain)
    {
        object[] arguments = Grant(platform, bindings, record, domain).TakeArguments(factory);
        object? driver = null;
        domain.Scheduler.Run(
            () =>
            {
                driver = factory.Create(arguments);
                platform.TrapRing();
            },
            s_longerThanAnyLimit);
        return domain.IsAlive ? driver : null;
    }

    private static DriverResources Grant(
        IDriverPlatform platform, IReadOnlyList<ContractBinding> bindings, StartupRecord record, Domain domain)
    {
        var resources = new DriverResources(domain);
        foreach (StartupRecord.PortSlot ports in record.Ports)
            resources.AddPorts(platform.OpenPorts(ports.Slot), ports.First, ports.Count);
        foreach (int slot in record.Interrupts)
            resources.AddInterrupt(platform.OpenInterrupt(slot));
        foreach (int slot in record.Memory)
            resources.AddMemory(platform.OpenMemory(slot));
        foreach (StartupRecord.ChannelSlot import in record.Imports)
            resources.AddImport(Connect(platform, Find(bindings, import), import, domain));
        return resources;
    }

    // The import's server stands behind the kernel: its faults are not this process' business, and it may come back.
    private static Boundary Connect(
        IDriverPlatform platform, ContractBinding binding, StartupRecord.ChannelSlot import, Domain domain)
    {
        var service = new Domain(import.Peer, DomainOptions.None);
        var channel = new ClientChannel(
            new ChannelRegion(platform.OpenRegion(import.Slot)), platform.Waker, new ServicePeer(service));
        channel.LendBuffersTo(domain);
        if (import.CallBacks != 0)
        {
            var callBacks = new ServerLoop(new ChannelRegion(platform.OpenRegion(import.CallBacks)), platform.Waker, new ServicePeer(service));
            callBacks.LendBuffersTo(domain);
            callBacks.PairWith(channel);
            callBacks.Start();
        }
        var slot = new ServerSlot(import.Peer);
        slot.Install(service, binding.CreateClient(channel));
        return binding.CreateBoundary(slot, domain);
    }

    private static void Serve(
        IDriverPlatform platform, IReadOnlyList<ContractBinding> bindings, StartupRecord record, Domain domain, Domain kernel, object driver)
    {
        var slot = new ServerSlot(record.Instance);
        slot.Install(domain, driver);
        ContractBinding binding = Find(bindings, record.Serve);
        var loop = new ServerLoop(
            new ChannelRegion(platform.OpenRegion(record.Serve.Slot)), platform.Waker,
            binding.CreateServer(binding.CreateBoundary(slot, Domain.Kernel)), new ServicePeer(kernel));
        loop.LendBuffersTo(domain);
        if (record.Serve.CallBacks != 0)
        {
            var callBacks = new ClientChannel(
                new ChannelRegion(platform.OpenRegion(record.Serve.CallBacks)), platform.Waker, new ServicePeer(kernel));
            callBacks.LendBuffersTo(domain);
            loop.PairWith(callBacks);
        }
        loop.Start();
    }

    private static ContractBinding Find(IReadOnlyList<ContractBinding> bindings, StartupRecord.ChannelSlot channel) =>
        bindings.FirstOrDefault(binding => binding.Name == channel.Contract && binding.Major == channel.Major)
        ?? throw new FormatException($"This program has no code for {channel.Contract} {channel.Major}; the image was not built as a whole.");

    private static void Say(IDriverPlatform platform, ControlRegion control, HostState state)
    {
        control.State = state;
        platform.Waker.Wake(control.StateWord);
    }
}
