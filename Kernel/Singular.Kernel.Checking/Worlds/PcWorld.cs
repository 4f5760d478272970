using System.Diagnostics;
using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Drivers.Testing;
using Singular.Kernel.Hosting;
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

    private readonly List<Domain> _providers = [];
    private readonly InterruptLine[] _lines;

    /// <param name="driver">The driver.</param>
    /// <param name="hasSerialFifo">The chip of the serial port has FIFOs.</param>
    protected PcWorld(DriverUnderCheck driver, bool hasSerialFifo = true)
    {
        Pc = new SimulatedPc(() => Time.Now, line => new Ns16550(line, hasSerialFifo) { IsImmediate = false });
        Pc.Clock.Accessing += () => Time.Advance(AccessTime);
        Platform = new HostedPlatform(Pc, driver.ImageFolder, MemoryBytes);
        _lines = [.. driver.Manifest.Interrupts.Select(interrupt => Pc.Line(interrupt.Line))];
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
        Array.Find(_lines, line => !line.IsIdle) is { } line ? $"interrupt {line.Number} is still served or not taken after {s_settleLimit.TotalSeconds:0} s" : null;

    /// <summary>Offers something that the driver imports.</summary>
    /// <param name="import">The import.</param>
    /// <param name="server">Implements its contract.</param>
    protected void Provide(ImportedContract import, object server)
    {
        string name = ProviderOf(import);
        var domain = new Domain(name, DomainOptions.None);
        _providers.Add(domain);
        var slot = new ServerSlot(name);
        slot.Install(domain, server);
        Providers.Add(name, slot);
    }

    /// <summary>Name of the instance that provides an import in a checked image.</summary>
    internal static string ProviderOf(ImportedContract import) => $"{import.Parameter}#0";

    protected override void Dispose(bool isDisposing)
    {
        foreach (Domain provider in _providers)
        {
            provider.Stop();
            if (provider.WaitUntilEmpty(TimeSpan.FromSeconds(1)))
                provider.Retire();
        }
        Platform.DeleteScratch();
    }
}
