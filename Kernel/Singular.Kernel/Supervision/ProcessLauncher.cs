using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>Starts drivers as processes. The kernel stands at one end of each of their channels: what one process says to another
/// is checked on its way, and no region has more than two ends.</summary>
/// <param name="platform">Gives the hardware and the processes.</param>
/// <param name="contracts">The generated classes.</param>
/// <param name="slots">Where an instance is found by its clients.</param>
/// <param name="watch">Holds the processes to their limits.</param>
/// <param name="startLimit">How long a start may take, from the process to the end of the constructor.</param>
internal sealed class ProcessLauncher(
    IPlatform platform, ContractTable contracts, Func<string, ServerSlot?> slots, ProcessWatch watch, TimeSpan startLimit) : IDriverLauncher
{
    // How often a start looks whether the process has ended instead of getting ready.
    private const long SliceNanoseconds = 20_000_000;

    public IDriverLife Launch(DriverRecord record)
    {
        var life = new ProcessLife(new Domain(record.Instance, DomainOptions.None));
        try
        {
            StartupRecord startup = Grant(record, life);
            life.Control.WriteRecord(startup.Write());
            IDriverProcess process = platform.StartProcess(new ProcessStart(record.Instance, record.Program, life.Grants));
            life.Begin(process);
            watch.Add(life.Domain, process, ProcessLimits.Of(record));
        }
        catch (Exception e) when (e is PlatformException or ArgumentException)
        {
            throw new DriverStartException(DriverStartException.CannotStart, e.Message, life);
        }
        WaitUntilReady(life);
        life.ReleaseGrants();
        return life;
    }

    private StartupRecord Grant(DriverRecord record, ProcessLife life)
    {
        DriverManifest manifest = record.Manifest;
        ISharedRegion control = platform.CreateRegion(ControlLayout.RegionBytes);
        life.Take(control, new ControlRegion(control.Memory));
        ContractBinding provided = Find(manifest.Provides, life);
        if (contracts.TakeEndpoints)
            life.Domain.WatchCircles();
        int serve = life.Grant(CreateChannel(record, provided, out ChannelRegion served));
        var peer = new DriverPeer(life.Domain);
        var channel = new ClientChannel(served, platform.Waker, peer);
        life.Serve(channel, served, provided);
        int callBacks = 0;
        if (provided.TakesEndpoints)
        {
            callBacks = life.Grant(CreateChannel(record, provided, out ChannelRegion reversed));
            var loop = new ServerLoop(reversed, platform.Waker, peer);
            loop.PairWith(channel);
            life.Answer(loop, reversed);
        }
        return new StartupRecord
        {
            Instance = record.Instance,
            Serve = new StartupRecord.ChannelSlot(serve, provided.Name, provided.Major, Domain.Kernel.Name, callBacks),
            Imports = [.. manifest.Imports.Select(import => Connect(record, import, life))],
            Ports = [.. manifest.Ports.Select(range => new StartupRecord.PortSlot(
                life.Grant(platform.CreatePortRange(range.First, range.Count)), range.First, range.Count))],
            Interrupts = [.. manifest.Interrupts.Select(line => life.Hold(platform.ClaimInterrupt(line.Line)))],
            Memory = [.. manifest.Memory.Select(memory => life.Lend(platform.OpenMemoryBlock(memory.Name, memory.Bytes)))],
        };
    }

    private StartupRecord.ChannelSlot Connect(DriverRecord record, ImportedContract import, ProcessLife life)
    {
        string provider = record.Bindings.First(binding => binding.Parameter == import.Parameter).Provider;
        ContractBinding binding = Find(import.Contract, life);
        if (slots(provider) is not { } slot)
            throw new DriverStartException(DriverStartException.CannotStart, $"{provider} is not in this image", life);
        int place = life.Grant(CreateChannel(record, binding, out ChannelRegion region));
        ServerEndpoint root = binding.CreateServer(binding.CreateBoundary(slot, life.Domain));
        var peer = new DriverPeer(life.Domain);
        var loop = new ServerLoop(region, platform.Waker, root, peer);
        int callBacks = 0;
        if (binding.TakesEndpoints)
        {
            callBacks = life.Grant(CreateChannel(record, binding, out ChannelRegion reversed));
            var channel = new ClientChannel(reversed, platform.Waker, peer);
            loop.PairWith(channel);
            life.CallBack(channel, reversed);
        }
        life.Answer(loop, region);
        return new StartupRecord.ChannelSlot(place, binding.Name, binding.Major, provider, callBacks);
    }

    // A driver that is not verified could write into a buffer that it has handed over: it gets no memory for buffers, and they are copied.
    private ISharedRegion CreateChannel(DriverRecord record, ContractBinding binding, out ChannelRegion region)
    {
        ISharedRegion shared = platform.CreateRegion(
            record.IsVerified && binding.MovesBuffers ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes);
        region = new ChannelRegion(shared.Memory);
        region.Format();
        return shared;
    }

    private ContractBinding Find(ContractReference contract, ProcessLife life) => contracts.Find(contract)
        ?? throw new DriverStartException(DriverStartException.CannotStart, $"the image has no code for {contract}; build it again", life);

    private void WaitUntilReady(ProcessLife life)
    {
        TimeSpan end = platform.Uptime + startLimit;
        while (life.Control.State == HostState.Starting && life.Domain.IsAlive)
        {
            if (platform.Uptime >= end)
            {
                throw new DriverStartException(
                    DriverStartException.ConstructorHangs,
                    $"its constructor had not returned after {startLimit.TotalSeconds:0} s", life);
            }
            platform.Waker.Wait(life.Control.StateWord, (uint)HostState.Starting, SliceNanoseconds);
        }
        HostState state = life.Control.State;
        if (state == HostState.Ready && life.Domain.IsAlive)
            return;
        if (state is HostState.Starting or HostState.Ready or HostState.Dead)
        {
            // The process is ending: its end says why.
            life.AwaitEnd(end - platform.Uptime);
        }
        else
        {
            // Nobody knows what comes of it, so nobody waits for it.
            life.Domain.Condemn(DomainFaultCodes.MalformedMessage, $"its process says that it is in state {(uint)state}, which there is not");
        }
        throw DriverStartException.From(life.Domain.Fault, life);
    }
}
