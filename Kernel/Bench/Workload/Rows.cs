using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Singular.Bench.Workload;

/// <summary>The rows, and the peer's half of each.</summary>
internal static class Rows
{
    private const string SharedFile = "/shared";
    private const int StandardOutput = 1;
    private const int UnixDomain = 1;
    private const int StreamSocket = 1;

    /// <summary>Runs <paramref name="operation"/> a tenth as often unmeasured, then <paramref name="count"/> times.</summary>
    public static void Time(string name, int count, Action operation)
    {
        for (int i = 0; i < count / 10 + 1; i++)
            operation();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            operation();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        // Not through Console, which wants a terminal's settings and a thread for signals; the nucleus has neither.
        byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"row {name} {time.TotalNanoseconds / count:0.0} {count}\n"));
        LibC.Write(StandardOutput, line, line.Length);
    }

    public static void SystemCall() =>
        Time("getpid", 10_000, static () => LibC.QuickCall(LibC.SysGetPid, 0, 0, 0, 0));

    public static void Yield() =>
        Time("sched_yield", 10_000, static () => LibC.QuickCall(LibC.SysSchedYield, 0, 0, 0, 0));

    public static void Futex(int count)
    {
        SharedPage page = SharedPage.FromFile(SharedFile);
        Peer peer = Peer.Start("peer-futex", Text(Rounds(count)));
        Time("futex", count, () =>
        {
            page.Signal(0);
            page.Await(1);
        });
        peer.Wait();
    }

    /// <summary>As <see cref="Futex"/>, between two threads of this process.</summary>
    public static void FutexThreads(int count)
    {
        SharedPage page = SharedPage.Private();
        var peer = new Thread(() => Answer(page, Rounds(count)));
        peer.Start();
        Time("futex-threads", count, () =>
        {
            page.Signal(0);
            page.Await(1);
        });
        peer.Join();
    }

    public static void Pipe(int count)
    {
        Span<int> there = stackalloc int[2], back = stackalloc int[2];
        Check(LibC.Pipe(there), "pipe");
        Check(LibC.Pipe(back), "pipe");
        Stream("pipe", count, write: there[1], read: back[0], peerRead: there[0], peerWrite: back[1], sent: 1);
    }

    public static void UnixSocket(int count)
    {
        Span<int> ends = stackalloc int[2];
        Check(LibC.SocketPair(UnixDomain, StreamSocket, 0, ends), "socketpair");
        Stream("unix", count, write: ends[0], read: ends[0], peerRead: ends[1], peerWrite: ends[1], sent: 1);
    }

    /// <summary>64 KiB there, one byte back.</summary>
    public static void UnixSocket64K(int count)
    {
        Span<int> ends = stackalloc int[2];
        Check(LibC.SocketPair(UnixDomain, StreamSocket, 0, ends), "socketpair");
        Stream("unix-64k", count, write: ends[0], read: ends[0], peerRead: ends[1], peerWrite: ends[1], sent: 65536);
    }

    public static void Process(int count) =>
        Time("process", count, static () => Peer.Start("exit").Wait());

    /// <summary>The peer's half of <see cref="Futex"/>.</summary>
    public static void FutexPeer(int rounds) => Answer(SharedPage.FromFile(SharedFile), rounds);

    private static void Answer(SharedPage page, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            page.Await(0);
            page.Signal(1);
        }
    }

    /// <summary>The peer's half of the rows over a pair of descriptors.</summary>
    public static void StreamPeer(int read, int write, int length, int rounds)
    {
        var buffer = new byte[length];
        for (int i = 0; i < rounds; i++)
        {
            ReadAll(read, buffer);
            LibC.Write(write, buffer, 1);
        }
    }

    private static void Stream(string name, int count, int write, int read, int peerRead, int peerWrite, int sent)
    {
        Peer peer = Peer.Start("peer-stream", Text(peerRead), Text(peerWrite), Text(sent), Text(Rounds(count)));
        var data = new byte[sent];
        var answer = new byte[1];
        Time(name, count, () =>
        {
            for (int done = 0; done < data.Length;)
                done += (int)LibC.Write(write, data.AsSpan(done), data.Length - done);
            ReadAll(read, answer);
        });
        peer.Wait();
    }

    private static void ReadAll(int descriptor, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint got = LibC.Read(descriptor, buffer, buffer.Length);
            if (got <= 0)
                throw new IOException("The other side ended early.");
            buffer = buffer[(int)got..];
        }
    }

    private static int Rounds(int count) => count + count / 10 + 1;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Check(int result, string call)
    {
        if (result != 0)
            throw new IOException($"{call} failed.");
    }
}
