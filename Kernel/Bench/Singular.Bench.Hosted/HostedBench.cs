using System.Diagnostics;
using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Contracts;

namespace Singular.Bench.Hosted;

/// <summary>Measures a round trip between two processes of this host in real time: over a channel, a pipe, a Unix socket and a
/// futex pair, one after the other in one run.</summary>
/// <param name="peer">Starts the other process: program and arguments in front of those of <see cref="PeerEnd"/>.</param>
/// <param name="output">Takes the lines <c>row NAME NANOSECONDS COUNT</c>.</param>
/// <param name="calls">Calls in a batch, a multiple of 64.</param>
public sealed class HostedBench(IReadOnlyList<string> peer, TextWriter output, int calls)
{
    // Odd, so that there is a middle one.
    private const int Batches = 15;

    /// <summary>Enough for the just-in-time compiler to have compiled the way for good.</summary>
    private const int WarmUpCalls = 40 * 1024;

    /// <summary>Calls that wait for their answers at a time.</summary>
    public const int CallsUnderWay = ClientSession.MaxPendingCalls;

    /// <exception cref="IOException">A pair cannot be made, or the other process does not start.</exception>
    public void Run()
    {
        Channel<IBlockDevice>("block", device => Report("channel", count =>
        {
            for (int i = 0; i < count; i++)
                device.Geometry();
        }));
        Channel<ICharacterDevice>("character", device =>
        {
            Report("channel-character", count =>
            {
                for (int i = 0; i < count; i++)
                    device.Write([]);
            });
            var places = new ValueTask<int>[CallsUnderWay];
            Report("channel-pipelined", count => Pipeline(device, places, count));
        });
        Futex();
        Pipe();
        Socket();
    }

    private static void Pipeline(ICharacterDevice device, ValueTask<int>[] places, int count)
    {
#pragma warning disable CA2012 // Each task is waited for once; making a Task of it first would be measured, too.
        for (int done = 0; done < count; done += places.Length)
        {
            for (int i = 0; i < places.Length; i++)
                places[i] = device.WaitForRoom();
            for (int i = 0; i < places.Length; i++)
                places[i].GetAwaiter().GetResult();
        }
#pragma warning restore CA2012
    }

    private void Channel<TContract>(string kind, Action<TContract> measure)
        where TContract : class
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create();
        var region = new ChannelRegion(memory);
        region.Format();
        var server = new Domain("driver", DomainOptions.None);
        using var channel = new ClientChannel(region, new FutexWaker(), new DriverPeer(server));
        using Process process = Start(kind, memory.Path);
        ContractBinding binding = Contracts.Of<TContract>();
        var slot = new ServerSlot("driver");
        slot.Install(server, binding.CreateClient(channel));
        measure((TContract)(object)binding.CreateBoundary(slot, Domain.Kernel));
        process.StandardInput.Close();
        process.WaitForExit();
        region.Dispose();
    }

    private void Futex()
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create();
        using var pair = new FutexPair(memory);
        int rounds = WarmUpCalls + Batches * calls;
        using Process process = Start("futex", memory.Path, Text(rounds));
        uint number = 0;
        Report("futex", count =>
        {
            for (int i = 0; i < count; i++)
            {
                pair.Signal(0, ++number);
                pair.Await(1, number);
            }
        });
        process.WaitForExit();
    }

    private void Pipe()
    {
        Span<int> there = stackalloc int[2], back = stackalloc int[2];
        Check(LibC.Pipe(there), "pipe");
        Check(LibC.Pipe(back), "pipe");
        Stream("pipe", read: back[0], write: there[1], peerRead: there[0], peerWrite: back[1]);
    }

    private void Socket()
    {
        Span<int> ends = stackalloc int[2];
        Check(LibC.SocketPair(LibC.UnixDomain, LibC.StreamSocket, 0, ends), "socketpair");
        Stream("unix", read: ends[0], write: ends[0], peerRead: ends[1], peerWrite: ends[1]);
    }

    private void Stream(string name, int read, int write, int peerRead, int peerWrite)
    {
        using Process process = Start("stream", Text(peerRead), Text(peerWrite));
        byte[] one = new byte[1];
        Report(name, count =>
        {
            for (int i = 0; i < count; i++)
            {
                if (LibC.Write(write, one, 1) != 1 || LibC.Read(read, one, 1) != 1)
                    throw new IOException($"The other process of the row '{name}' ended.");
            }
        });
        process.Kill();
        process.WaitForExit();
        foreach (int descriptor in new[] { read, write, peerRead, peerWrite }.Distinct())
            _ = LibC.Close(descriptor);
    }

    /// <summary>Prints the middle one of the batches.</summary>
    private void Report(string name, Action<int> loop)
    {
        loop(WarmUpCalls);
        double[] each = new double[Batches];
        for (int i = 0; i < Batches; i++)
        {
            long start = Stopwatch.GetTimestamp();
            loop(calls);
            each[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        }
        Array.Sort(each);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row {name} {each[Batches / 2]:0.0} {Batches * calls}"));
    }

    private Process Start(string kind, params ReadOnlySpan<string> where)
    {
        var start = new ProcessStartInfo(peer[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in peer.Skip(1).Append(kind).Concat(where.ToArray()))
            start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() == "serving"
            ? process
            : throw new IOException($"The other process of the row '{kind}' did not start.");
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Check(int result, string call)
    {
        if (result != 0)
            throw new IOException($"{call} failed.");
    }
}
