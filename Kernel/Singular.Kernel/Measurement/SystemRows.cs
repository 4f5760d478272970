using Singular.Channels.Runtime;
using Singular.Contracts;
using Singular.Kernel.Platform;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Measurement;

/// <summary>Takes the figures of the running system.</summary>
/// <param name="system">The kernel.</param>
/// <param name="platform">What it runs on.</param>
internal sealed class SystemRows(KernelSystem system, IMeasuredPlatform platform)
{
    private const int Calls = 10_000;

    /// <summary>As many as a client may have.</summary>
    private const int CallsUnderWay = ClientSession.MaxPendingCalls;
    private const int PipelinedCalls = 100 * CallsUnderWay;
    private const int Reads = 100;
    private const int ReadBytes = 65536;
    private const int Restarts = 5;

    // A jumbo frame: long enough to go by slot. What a move costs does not depend on the length then.
    private const int LongFrame = 9_000;
    private const int Moves = 2_000;

    // The driver whose start and exit are timed: nothing but the clock's two ports, and no import.
    private const string TimedDriver = "CmosClock#0";

    private readonly Meter _meter = new(platform);

    /// <summary>The rows, those that are taken without doing anything first.</summary>
    /// <exception cref="InvalidOperationException">A driver could not be restarted or read.</exception>
    /// <exception cref="Singular.Channels.ChannelException">A driver died in it.</exception>
    public IEnumerable<MeasuredRow> Take()
    {
        yield return Standing("memory-after-boot", platform.Memory().UsedKiB * 1024.0);
        yield return Standing("reset-to-shell", (platform.BeforeStart + system.ShellReady).TotalNanoseconds);
        if (LargestProcess() is { } largest)
            yield return Standing("private-memory", largest * 1024.0);

        MeasuredRow loop = _meter.Take("loop", Calls, CallLoops.Empty);
        var plain = new FixedBlockDevice();
        yield return Without(loop, _meter.Take("method-call", Calls, count => CallLoops.Method(plain, count)));
        yield return Without(loop, _meter.Take("interface-call", Calls, count => CallLoops.Interface(plain, count)));
        yield return Without(loop, _meter.Take("system-call", Calls, count => CallLoops.System(platform, count)));
        using (IHandOver handOver = platform.CreateHandOver())
            yield return _meter.Take("wake-and-wait", Calls, handOver.Run);
        if (system.BlockDevice is { } device)
        {
            yield return Without(loop, _meter.Take("driver-call", Calls, count => CallLoops.Driver(device, count)));
            byte[] buffer = new byte[ReadBytes];
            yield return _meter.Take("driver-read-64k", Reads, count => CallLoops.Read(device, buffer, count));
        }
        if (system.NetworkDevice is { } network && network.Identity().MaxDataBytes >= LongFrame)
        {
            MeasuredRow call = Without(loop, _meter.Take("network-call", Moves, count => CallLoops.Link(network, count)));
            yield return call;
            MeasuredRow both = Without(loop, _meter.Take("buffer-move", Moves, count => CallLoops.Move(network, LongFrame, count)));
            // It makes two calls.
            yield return both with { Value = both.Value / 2, Count = 2 * both.Count };
        }
        if (system.Supervisor.Import<ICharacterDevice>() is { } serial)
        {
            serial.WaitForRoom().AsTask().Wait();
            yield return Without(loop, _meter.Take("serial-call", PipelinedCalls, count => CallLoops.Serial(serial, count)));
            var places = new ValueTask<int>[CallsUnderWay];
            yield return _meter.Take("serial-pipelined", PipelinedCalls, count => CallLoops.Pipelined(serial, places, count));
        }
        if (Drivers().Any(driver => driver.Record.Instance == TimedDriver && driver.Record.Placement == Placement.Process))
            yield return _meter.Take("process", Restarts, RestartDriver);
    }

    private static MeasuredRow Standing(string name, double value) => new(name, value, 1, default);

    private static MeasuredRow Without(MeasuredRow loop, MeasuredRow row) => row with { Value = row.Value - loop.Value };

    private IReadOnlyList<DriverStatus> Drivers() => system.Supervisor.Drivers();

    private long? LargestProcess() => Drivers().Max(driver => driver.MemoryKiB);

    private void RestartDriver(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Outcome outcome = system.Supervisor.Restart(TimedDriver);
            if (!outcome.Done)
                throw new InvalidOperationException(outcome.Text);
        }
    }
}
