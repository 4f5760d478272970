using System.Diagnostics;
using System.Globalization;
using Singular.Channels;
using Singular.Channels.Runtime;
using Singular.Contracts;
using Singular.Kernel.Hosting;
using Singular.Kernel.Supervision;
using Singular.Manifests;
using Xunit.Abstractions;

namespace Singular.Kernel.Tests;

/// <summary>A driver's process ends while threads of the kernel and another process are in the middle of calls of it: at random moments, shot from outside,
/// stopped or restarted by the supervisor. Every call ends with its answer or a typed error, and the next life serves.</summary>
/// <remarks><c>SINGULAR_CALL_KILLS</c> is how often (default 6), <c>SINGULAR_SEED</c> the seed.</remarks>
public sealed class KilledInCallTests(ITestOutputHelper output) : IDisposable
{
    private const string Device = "LoopbackDevice#0";
    private const string Clock = "PatientClock#0";
    private const int Callers = 3;

    /// <summary>Far beyond the time limit of any member and the wait for a successor.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly int[] _answered = new int[Callers];
    private readonly int[] _refused = new int[Callers];
    private readonly int[] _inCall = new int[Callers];
    private volatile bool _stop;
    private string? _wrong;
    private long _longestTicks;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_call_ends_with_its_answer_or_a_typed_error()
    {
        int kills = Number("SINGULAR_CALL_KILLS", 6);
        int seed = Number("SINGULAR_SEED", 2026);
        int buffers = Domain.Kernel.BufferCount;
        KernelSystem system = Boot();
        INetworkDevice device = system.Supervisor.Import<INetworkDevice>()!;
        Thread[] callers = [.. Enumerable.Range(0, Callers).Select(number => new Thread(() => Call(number, device)))];
        foreach (Thread caller in callers)
            caller.Start();
        var random = new Random(seed);
        int under = 0;
        for (int i = 0; i < kills && _wrong is null; i++)
        {
            Serve(system);
            // Completes only with the end of this life: nothing changes the link.
            Task<LinkStatus> waiting = device.WaitForLink(device.Link()).AsTask();
            Thread.Sleep(random.Next(30));
            under += _inCall.Sum();
            Kill(system, random.Next(3));
            Assert.IsAssignableFrom<ChannelException>(Record.Exception(() => waiting.WaitAsync(s_longest).GetAwaiter().GetResult()));
            Assert.NotEqual(DriverState.Stuck, Status(system, Device).State);
            Assert.True(system.Supervisor.Restart(Device).Done, Status(system, Device).Reason);
        }
        Serve(system);
        _stop = true;
        Assert.All(callers, caller => Assert.True(caller.Join(s_longest), "a thread of the kernel waits for ever"));
        Assert.Null(_wrong);

        // The other process has called all the time: anything but an answer or a typed error would have ended it.
        Assert.Equal((DriverState.Running, 0), (Status(system, Clock).State, Status(system, Clock).Restarts));
        CalendarTime told = system.Clock!.Now().Value;
        // Most of its calls are made once more after a death; of few deaths none may have met another one.
        Assert.True(told.Minute > 0 && (told.Second > 0 || kills < 50), $"the other process saw {told.Minute} answers and {told.Second} errors");
        // What the last life still has comes back, and nothing else is anywhere.
        while (device.TryReceive() is { IsOk: true } left)
            left.Value.Dispose();
        Assert.Equal((buffers, 0), (Domain.Kernel.BufferCount, Status(system, Device).Buffers));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {kills} deaths, {_answered.Sum()} calls of the kernel's {Callers} threads answered, {_refused.Sum()} ended with a typed error, {under} were under way when the order to die was given, the longest call took {Stopwatch.GetElapsedTime(0, _longestTicks).TotalSeconds:0.0} s, {_time.Elapsed.TotalSeconds:0} s"));
        system.Supervisor.Shutdown();
    }

    private KernelSystem Boot()
    {
        DriverRecord[] records = [Of("LoopbackDevice"), Of("PatientClock", ("network", Device))];
        var platform = new HostedPlatform([$"image={HostedImages.Build(_folder.Path, records)}", HostedImages.PatientStart], Stream.Null, Stream.Null);
        var system = new KernelSystem(platform, new ImageRecord(records), new ImageTable([], GeneratedBindings.All));
        system.Supervisor.Boot();
        Assert.Equal((DriverState.Running, DriverState.Running), (Status(system, Device).State, Status(system, Clock).State));
        return system;
    }

    // By hand only, so that each death is one of the test's.
    private static DriverRecord Of(string id, params (string Parameter, string Provider)[] bindings) =>
        Records.Of(id, Placement.Process, bindings) with { Restart = RestartRule.Never };

    /// <summary>Waits until each caller has had answers of the present life.</summary>
    private void Serve(KernelSystem system)
    {
        int[] before = [.. _answered];
        TimeSpan end = _time.Elapsed + s_longest;
        while (_wrong is null && Enumerable.Range(0, Callers).Any(number => Volatile.Read(ref _answered[number]) < before[number] + 20))
        {
            Assert.True(_time.Elapsed < end, $"a caller has had no answer since the restart: {string.Join(", ", before)} answers then, {string.Join(", ", _answered)} now, {string.Join(", ", _refused)} refused; {Status(system, Device)}");
            Thread.Sleep(1);
        }
    }

    private static void Kill(KernelSystem system, int how)
    {
        switch (how)
        {
            case 0:
                Process.GetProcessById(system.Platform.Processes().Single(process => process.Name == Device).Id).Kill();
                break;
            case 1:
                Assert.True(system.Supervisor.Kill(Device).Done);
                break;
            default:
                Assert.True(system.Supervisor.Restart(Device).Done);
                break;
        }
    }

    private void Call(int number, INetworkDevice device)
    {
        var random = new Random(number);
        while (!_stop)
        {
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref _inCall[number], 1);
            try
            {
                Call(device, random);
                Volatile.Write(ref _inCall[number], 0);
                Volatile.Write(ref _answered[number], _answered[number] + 1);
            }
            catch (ChannelException)
            {
                Volatile.Write(ref _inCall[number], 0);
                Volatile.Write(ref _refused[number], _refused[number] + 1);
                Thread.Sleep(1);
            }
            catch (Exception e)
            {
                _wrong = e.ToString();
                return;
            }
            long took = Stopwatch.GetTimestamp() - start;
            if (took > Volatile.Read(ref _longestTicks))
                Volatile.Write(ref _longestTicks, took);
        }
    }

    private static void Call(INetworkDevice device, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                device.Identity();
                break;
            case 1:
                device.Send(Owned<byte>.Allocate(random.Next(14, 9_000)));
                break;
            default:
                Result<Owned<byte>, NetworkError> received = device.TryReceive();
                if (received.IsOk)
                    received.Value.Dispose();
                break;
        }
    }

    private static DriverStatus Status(KernelSystem system, string name) =>
        system.Supervisor.Drivers().Single(driver => driver.Record.Instance == name);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
