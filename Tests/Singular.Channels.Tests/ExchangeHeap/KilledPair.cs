using System.Buffers.Binary;
using Singular.Channels.Samples;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Two processes, and a thread of the program between them that moves buffers to and fro at random and knows where each of them is.</summary>
/// <remarks>One thread at a time uses it, but for <see cref="Servers"/>, whose processes anybody may kill, and <see cref="Sent"/>.</remarks>
internal sealed class KilledPair : IDisposable
{
    private const int MostKept = 100;
    private const int MostHere = 20;

    /// <summary>Calls that are under way at a time; a client may have 64 at a server.</summary>
    private const int MostUnderWay = 60;

    private readonly Random _random;
    private readonly Queue<(Owned<byte> Buffer, long Stamp, int Length)> _here = new();
    private long _sent;

    /// <param name="number">Tells pairs apart.</param>
    /// <param name="seed">Of all that this pair does.</param>
    /// <param name="reserve">Where its processes come from.</param>
    internal KilledPair(int number, int seed, ProcessReserve reserve)
    {
        _random = new Random(seed);
        Servers = [new KillableServer($"First#{number}", reserve), new KillableServer($"Second#{number}", reserve)];
    }

    internal IReadOnlyList<KillableServer> Servers { get; }

    /// <summary>Messages sent until now.</summary>
    internal long Sent => Volatile.Read(ref _sent);

    internal long Moves { get; private set; }

    /// <summary>Buffers made.</summary>
    internal long Made { get; private set; }

    /// <summary>Calls that a kill broke.</summary>
    internal long Broken { get; private set; }

    /// <summary>Buffers that went with their process.</summary>
    internal long Gone { get; private set; }

    internal int Kills => Servers.Sum(server => server.Lives - 1);

    /// <summary>Sends one message or a few, to either process.</summary>
    internal void Step() => Step(Servers[_random.Next(Servers.Count)]);

    /// <summary>Takes back all that the processes keep, which has to be exactly what they should, and releases what is here.</summary>
    internal void TakeAll()
    {
        foreach (KillableServer server in Servers)
            TakeAll(server);
        while (_here.TryDequeue(out var item))
            item.Buffer.Dispose();
    }

    public void Dispose()
    {
        foreach (KillableServer server in Servers)
            server.Dispose();
    }

    private void Step(KillableServer server)
    {
        try
        {
            switch (_random.Next(8))
            {
                case 0 or 1 or 2:
                    Give(server);
                    break;
                case 3 or 4 or 5:
                    TakeOne(server);
                    break;
                case 6:
                    GoAndReturn(server);
                    break;
                default:
                    ManyUnderWay(server);
                    break;
            }
        }
        catch (Exception e) when (e is ChannelFaultException or ChannelClosedException)
        {
            Broken++;
            Gone += server.Restart();
        }
    }

    private void Give(KillableServer server)
    {
        if (server.Kept.Count >= MostKept)
        {
            TakeOne(server);
            return;
        }
        (Owned<byte> buffer, long stamp, int length) = _here.Count > 0 && _random.Next(2) == 0 ? _here.Dequeue() : Make();
        Volatile.Write(ref _sent, _sent + 1);
        Moves++;
        Assert.Equal(length, server.Client.Keep(buffer));
        server.Kept.Enqueue((stamp, length));
    }

    private void TakeOne(KillableServer server)
    {
        Volatile.Write(ref _sent, _sent + 1);
        Result<Owned<byte>, Colour> taken = server.Client.Take();
        if (!taken.IsOk)
        {
            Assert.Empty(server.Kept);
            return;
        }
        Moves++;
        (long stamp, int length) = server.Kept.Dequeue();
        Check(taken.Value, stamp, length);
        if (_here.Count >= MostHere)
            _here.Dequeue().Buffer.Dispose();
        _here.Enqueue((taken.Value, stamp, length));
    }

    private void GoAndReturn(KillableServer server)
    {
        (Owned<byte> buffer, long stamp, int length) = Make();
        Volatile.Write(ref _sent, _sent + 1);
        Moves += 2;
        Owned<byte> back = server.Client.Trouble("", buffer);
        Assert.Throws<StaleBufferException>(() => buffer.Length);
        Check(back, stamp, length);
        back.Dispose();
    }

    private void ManyUnderWay(KillableServer server)
    {
        int count = _random.Next(1, MostUnderWay + 1);
        var under = new List<(ValueTask<Owned<byte>> Task, long Stamp, int Length)>();
        ChannelException? broken = null;
        try
        {
            for (int i = 0; i < count; i++)
            {
                // Short ones follow each other without a wait in between.
                (Owned<byte> buffer, long stamp, int length) = _random.Next(8) == 0 ? Make() : Make(_random.Next(8, 200));
                Volatile.Write(ref _sent, _sent + 1);
                Moves += 2;
                under.Add((server.Client.Later(buffer, false), stamp, length));
            }
            Volatile.Write(ref _sent, _sent + 1);
            server.Client.Release(count);
        }
        catch (ChannelException e)
        {
            broken = e;
        }
        // Those that were answered before the process died hold a buffer that is here now.
        foreach ((ValueTask<Owned<byte>> task, long stamp, int length) in under)
        {
            try
            {
                Owned<byte> back = task.AsTask().GetAwaiter().GetResult();
                Check(back, stamp, length);
                back.Dispose();
            }
            catch (ChannelException e)
            {
                broken = e;
            }
        }
        if (broken is not null)
            throw broken;
    }

    private void TakeAll(KillableServer server)
    {
        while (true)
        {
            try
            {
                Assert.Equal(server.Kept.Count, server.Client.Kept());
                while (server.Kept.Count > 0)
                    TakeOne(server);
                Assert.False(server.Client.Take().IsOk);
                return;
            }
            catch (Exception e) when (e is ChannelFaultException or ChannelClosedException)
            {
                Broken++;
                Gone += server.Restart();
            }
        }
    }

    /// <summary>A buffer with a number of its own in it, that no other has.</summary>
    private (Owned<byte> Buffer, long Stamp, int Length) Make() => Make(_random.Next(4) switch
    {
        0 => _random.Next(8, 65),
        1 => _random.Next(65, 2_049),
        2 => _random.Next(2_049, 8_193),
        _ => _random.Next(8_193, 65_537),
    });

    private (Owned<byte> Buffer, long Stamp, int Length) Make(int length)
    {
        long stamp = ++Made;
        var buffer = Owned<byte>.Allocate(length);
        using var pin = buffer.Pin();
        for (int i = 8; i < length; i += 512)
            pin.Span[i] = (byte)(stamp + i);
        pin.Span[^1] = (byte)stamp;
        BinaryPrimitives.WriteInt64LittleEndian(pin.Span, stamp);
        return (buffer, stamp, length);
    }

    private static void Check(Owned<byte> buffer, long stamp, int length)
    {
        using var pin = buffer.Pin();
        Assert.Equal(length, pin.Span.Length);
        Assert.Equal(stamp, BinaryPrimitives.ReadInt64LittleEndian(pin.Span));
        for (int i = 8; i < length - 1; i += 512)
            Assert.Equal((byte)(stamp + i), pin.Span[i]);
    }
}
