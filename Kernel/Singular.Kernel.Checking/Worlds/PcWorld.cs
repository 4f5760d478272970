using System.Diagnostics;
using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Drivers.Testing;
using Singular.Kernel.Hosting;
using Singular.Kernel.Supervision;
using Singular.Manifests;
using InterruptLine = Singular.Drivers.Testing.InterruptLine;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A simulated PC around one driver, with providers of what it imports. Heirs add what happens to it and what is expected.</summary>
internal abstract class PcWorld : ContractWorld
{
    /// <summary>Room for the longest call (64 KiB) and some more, so that both ends of the block can be reached.</summary>
    internal const int MemoryBytes = 160 * 512;

    /// <summary>A handler that has not come to its end in this time never will.</summary>
    private static readonly TimeSpan s_settleLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly List<Domain> _models = [];
    private readonly List<IDriverLife> _providers = [];
    private readonly IReadOnlyList<DriverUnderCheck> _others;
    private readonly InterruptLine[] _lines;

    /// <param name="driver">The driver.</param>
    /// <param name="hasSerialFifo">The chip of the serial port has FIFOs.</param>
    protected PcWorld(DriverUnderCheck driver, bool hasSerialFifo = true)
    {
        Pc = new SimulatedPc(() => Time.Now, line => new Ns16550(line, hasSerialFifo) { IsImmediate = false });
        Pc.Clock.Accessing += () => Time.Advance(AccessTime);
        Platform = new HostedPlatform(Pc, driver.ImageFolder, MemoryBytes);
        _others = driver.Providers;
        _lines = [.. _others.Prepend(driver).SelectMany(one => one.Manifest.Interrupts).Select(interrupt => Pc.Line(interrupt.Line))];
    }

    /// <summary>What an access to a port of an ISA bus takes, about.</summary>
    internal static TimeSpan AccessTime { get; } = TimeSpan.FromMicroseconds(1);

    internal HostedPlatform Platform { get; }

    /// <summary>Where the driver's imports are found, by the name of the provider.</summary>
    internal Dictionary<string, ServerSlot> Providers { get; } = [];

    internal SimulatedPc Pc { get; }

    /// <summary>The time of the world; it moves when a stimulus moves it, and with each access to the clock.</summary>
    internal SimulatedTime Time { get; } = new(new DateTime(2026, 11, 26, 3, 15, 30, 500, DateTimeKind.Utc));

    /// <summary>Values that mean something to the contract.</summary>
    internal virtual void AddSamples(SampleValues samples)
    {
    }

    /// <summary>Waits until the handlers of all interrupts have run.</summary>
    public override void Settle()
    {
        long start = Stopwatch.GetTimestamp();
        while (!Array.TrueForAll(_lines, line => line.IsIdle))
        {
            if (Stopwatch.GetElapsedTime(start) > s_settleLimit)
                return;
            Thread.Yield();
        }
    }

    public override string? WhyWrong() =>
        _providers.Find(provider => !provider.Domain.IsAlive) is { } dead ? $"{dead.Domain.Name}, from which the driver imports, died: {dead.Domain.Fault?.Code}: {dead.Domain.Fault?.Detail}"
        : Array.Find(_lines, line => !line.IsIdle) is { } line ? $"interrupt {line.Number} is still served or not taken after {s_settleLimit.TotalSeconds:0} s" : null;

    /// <summary>Offers something that a driver imports.</summary>
    /// <param name="driver">The driver under check, or one that provides what it imports.</param>
    /// <param name="import">The import.</param>
    /// <param name="server">Implements its contract.</param>
    protected void Provide(DriverUnderCheck driver, ImportedContract import, object server)
    {
        string name = driver.ProviderOf(import);
        var domain = new Domain(name, DomainOptions.None);
        _models.Add(domain);
        Install(name, domain, server);
    }

    /// <summary>Offers what a driver imports and nothing offers yet: another driver of the image, started as the kernel starts it, or a model.</summary>
    /// <exception cref="CheckException">There is neither, or the driver does not start.</exception>
    internal void ProvideRest(DriverUnderCheck driver)
    {
        foreach (ImportedContract import in driver.Manifest.Imports.Where(import => !Providers.ContainsKey(driver.ProviderOf(import))))
        {
            if (_others.FirstOrDefault(other => other.Record.Instance == driver.ProviderOf(import)) is { } provider)
                StartProvider(provider);
            else
                Provide(driver, import, ModelOf(driver, import));
        }
    }

    private object ModelOf(DriverUnderCheck driver, ImportedContract import) => import.Contract.Name switch
    {
        "singular.clock" => new WorldClock(() => Time.Now),
        "singular.block-device" => new DiskModel(new byte[MemoryBytes]),
        _ => throw new CheckException($"{driver.Manifest.Id} imports {import.Contract}, of which there is no model; there are singular.clock and singular.block-device."),
    };

    private void StartProvider(DriverUnderCheck provider)
    {
        ProvideRest(provider);
        ImageTable table = ImageTable.Of([provider.Factory], [[.. provider.Contracts.Bindings]]);
        var launcher = new KernelLauncher(Platform, table, new ContractTable(table), name => Providers.GetValueOrDefault(name), s_startLimit);
        try
        {
            IDriverLife life = launcher.Launch(provider.Record);
            _providers.Add(life);
            Install(provider.Record.Instance, life.Domain, life.Target);
        }
        catch (DriverStartException failed)
        {
            failed.Remains?.End(Supervisor.EndLimit);
            throw new CheckException($"{provider.Manifest.Id}, which provides {provider.Manifest.Provides}, did not start: {failed.Code}: {failed.Reason}.");
        }
    }

    private void Install(string name, Domain domain, object server)
    {
        var slot = new ServerSlot(name);
        slot.Install(domain, server);
        Providers.Add(name, slot);
    }

    protected override void Dispose(bool isDisposing)
    {
        foreach (IDriverLife provider in _providers)
        {
            if (provider.End(Supervisor.EndLimit))
                provider.Domain.Retire();
        }
        foreach (Domain model in _models)
        {
            model.Stop();
            if (model.WaitUntilEmpty(TimeSpan.FromSeconds(1)))
                model.Retire();
        }
        Platform.DeleteScratch();
    }
}
