using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Xunit.Abstractions;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Buffers move at random between two processes and the program between them, while the processes are killed at random: none is lost,
/// none is doubled, and in the end every account is exact.</summary>
/// <remarks><c>SINGULAR_MOVES</c> is the number of messages (default small), <c>SINGULAR_MINUTES</c> ends a long run earlier, <c>SINGULAR_SEED</c> is the
/// seed. What was done is written to the output.</remarks>
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int MostKept = 100;
    private const int MostHere = 20;
    private const int LeastKills = 3;

    private readonly long _messages = Number("SINGULAR_MOVES", 10_000);
    private readonly long _minutes = Number("SINGULAR_MINUTES", 24 * 60);
    private readonly int _seed = (int)Number("SINGULAR_SEED", 20261126);
    private readonly Queue<(Owned<byte> Buffer, long Stamp, int Length)> _here = new();
    private long _sent;
    private long _moves;
    private long _stamp;
    private long _gone;
    private long _broken;

    [Fact]
    public void No_buffer_is_lost_or_doubled()
    {
        int before = Domain.Kernel.BufferCount;
        using var program = new FarProgramFolder();
        var random = new Random(_seed);
        var clock = Stopwatch.StartNew();
        using (var first = new KillableServer("First#0", program))
        using (var second = new KillableServer("Second#0", program))
        {
            KillableServer[] servers = [first, second];
            bool done = false;
            var killer = new Thread(() =>
            {
                var dice = new Random(_seed + 1);
                while (!Volatile.Read(ref done))
                {
                    Thread.Sleep(dice.Next(100, _messages > 1_000_000 ? 4_000 : 700));
                    servers[dice.Next(2)].Kill();
                }
            });
            killer.Start();
            while ((_sent < _messages && clock.Elapsed.TotalMinutes < _minutes) || first.Lives + second.Lives < 2 + LeastKills)
                Step(random, servers[random.Next(2)]);
            Volatile.Write(ref done, true);
            killer.Join();
            foreach (KillableServer server in servers)
                TakeAll(server);
            while (_here.TryDequeue(out var item))
                item.Buffer.Dispose();
            Assert.Equal((before, 0, 0), (Domain.Kernel.BufferCount, first.Account.BufferCount, second.Account.BufferCount));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{_sent} messages, {_moves} moves, {_stamp} buffers made, {first.Lives + second.Lives - 2} kills, {_broken} calls broken by one, {_gone} buffers gone with their process, {clock.Elapsed.TotalSeconds:0} s, seed {_seed}"));
        }
        Assert.Equal(before, Domain.Kernel.BufferCount);
    }

    /// <summary>One message or a few, and what the killer makes of them.</summary>
    private void Step(Random random, KillableServer server)
    {
        try
        {
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    Give(random, server);
                    break;
                case 3 or 4 or 5:
                    TakeOne(server);
                    break;
                case 6:
                    GoAndReturn(random, server);
                    break;
                default:
                    ManyUnderWay(random, server);
                    break;
            }
        }
        catch (Exception e) when (e is ChannelFaultException or ChannelClosedException)
        {
            _broken++;
            _gone += server.Restart();
        }
    }

    private void Give(Random random, KillableServer server)
    {
        if (server.Kept.Count >= MostKept)
        {
            TakeOne(server);
            return;
        }
        (Owned<byte> buffer, long stamp, int length) = _here.Count > 0 && random.Next(2) == 0 ? _here.Dequeue() : Make(random);
        _sent++;
        _moves++;
        Assert.Equal(length, server.Client.Keep(buffer));
        server.Kept.Enqueue((stamp, length));
    }

    private void TakeOne(KillableServer server)
    {
        _sent++;
        Result<Owned<byte>, Colour> taken = server.Client.Take();
        if (!taken.IsOk)
        {
            Assert.Empty(server.Kept);
            return;
        }
        _moves++;
        (long stamp, int length) = server.Kept.Dequeue();
        Check(taken.Value, stamp, length);
        if (_here.Count >= MostHere)
            _here.Dequeue().Buffer.Dispose();
        _here.Enqueue((taken.Value, stamp, length));
    }

    private void GoAndReturn(Random random, KillableServer server)
    {
        (Owned<byte> buffer, long stamp, int length) = Make(random);
        _sent++;
        _moves += 2;
        Owned<byte> back = server.Client.Trouble("", buffer);
        Assert.Throws<StaleBufferException>(() => buffer.Length);
        Check(back, stamp, length);
        back.Dispose();
    }

    private void ManyUnderWay(Random random, KillableServer server)
    {
        int count = random.Next(1, 8);
        var under = new List<(ValueTask<Owned<byte>> Task, long Stamp, int Length)>();
        ChannelException? broken = null;
        try
        {
            for (int i = 0; i < count; i++)
            {
                (Owned<byte> buffer, long stamp, int length) = Make(random);
                _sent++;
                _moves += 2;
                under.Add((server.Client.Later(buffer, false), stamp, length));
            }
            _sent++;
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
                _broken++;
                _gone += server.Restart();
            }
        }
    }

    /// <summary>A buffer with a number of its own in it, that no other has.</summary>
    private (Owned<byte> Buffer, long Stamp, int Length) Make(Random random)
    {
        int length = random.Next(4) switch
        {
            0 => random.Next(8, 65),
            1 => random.Next(65, 2_049),
            2 => random.Next(2_049, 8_193),
            _ => random.Next(8_193, 65_537),
        };
        long stamp = ++_stamp;
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

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
