using System.Diagnostics;
using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Channels.Tests.Placements;
using Xunit.Abstractions;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Buffers move at random between two processes and the program between them, while the processes are killed at random: none is lost,
/// none is doubled, and in the end every account is exact.</summary>
/// <remarks><c>SINGULAR_MOVES</c> is the number of messages (default small), <c>SINGULAR_PAIRS</c> how many pairs of processes share them,
/// <c>SINGULAR_KILL_MS</c> the mean time between two kills, <c>SINGULAR_MINUTES</c> ends a long run earlier, <c>SINGULAR_SEED</c> is the
/// seed. What was done is written to the output.</remarks>
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int LeastKills = 6;

    /// <summary>Processes that wait for each pair: kills come at random, and several may come together.</summary>
    private const int ReserveOfPair = 2;

    /// <summary>Longer than any call may take, on a machine that does ten other things.</summary>
    private static readonly TimeSpan s_stall = TimeSpan.FromMinutes(2);

    private readonly long _messages = Number("SINGULAR_MOVES", 20_000);
    private readonly int _pairs = (int)Number("SINGULAR_PAIRS", 2);
    private readonly long _killMilliseconds = Number("SINGULAR_KILL_MS", 400);
    private readonly long _minutes = Number("SINGULAR_MINUTES", 24 * 60);
    private readonly int _seed = (int)Number("SINGULAR_SEED", 20261126);
    private readonly Stopwatch _clock = new();
    private volatile bool _stop;

    [Fact]
    public void No_buffer_is_lost_or_doubled()
    {
        int before = Domain.Kernel.BufferCount;
        using var program = new FarProgramFolder();
        using var reserve = new ProcessReserve(program, _pairs * ReserveOfPair);
        KilledPair[] pairs = [.. Enumerable.Range(0, _pairs).Select(number => new KilledPair(number, _seed + number, reserve))];
        _clock.Start();
        var killer = new Thread(() => Kill([.. pairs.SelectMany(pair => pair.Servers)]));
        killer.Start();
        try
        {
            Move(pairs);
        }
        finally
        {
            _stop = true;
            killer.Join();
        }
        foreach (KilledPair pair in pairs)
            pair.TakeAll();
        Assert.Equal(before, Domain.Kernel.BufferCount);
        Assert.All(pairs.SelectMany(pair => pair.Servers), server => Assert.Equal((0, 0L), (server.Account.BufferCount, server.Account.BufferBytes)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{pairs.Sum(pair => pair.Sent)} messages, {pairs.Sum(pair => pair.Moves)} moves, {pairs.Sum(pair => pair.Made)} buffers made, {pairs.Sum(pair => pair.Kills)} kills, {pairs.Sum(pair => pair.Broken)} calls broken by one, {pairs.Sum(pair => pair.Gone)} buffers gone with their process, {_pairs} pairs, {_clock.Elapsed.TotalSeconds:0} s, {Environment.WorkingSet >> 20} MiB in the end, seed {_seed}"));
        foreach (KilledPair pair in pairs)
            pair.Dispose();
        Assert.Equal(before, Domain.Kernel.BufferCount);
    }

    private void Move(KilledPair[] pairs)
    {
        Task[] work = [.. pairs.Select(pair => Task.Factory.StartNew(() => Move(pair), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        long[] seen = new long[pairs.Length];
        TimeSpan looked = _clock.Elapsed;
        while (!Task.WaitAll(work, TimeSpan.FromSeconds(1)))
        {
            // The others stop when one has failed, so that it is heard of.
            _stop |= work.Any(task => task.IsFaulted);
            if (_clock.Elapsed - looked < s_stall)
                continue;
            looked = _clock.Elapsed;
            for (int i = 0; i < pairs.Length; i++)
            {
                Assert.True(work[i].IsCompleted || pairs[i].Sent > seen[i], $"pair {i} has waited for {s_stall.TotalSeconds:0} s in one call");
                seen[i] = pairs[i].Sent;
            }
        }
    }

    private void Move(KilledPair pair)
    {
        while (!_stop && ((pair.Sent < _messages / _pairs && _clock.Elapsed.TotalMinutes < _minutes) || pair.Kills < LeastKills / _pairs))
            pair.Step();
    }

    private void Kill(KillableServer[] servers)
    {
        var dice = new Random(_seed - 1);
        while (!_stop)
        {
            // Exponential: a kill is as likely at one moment as at any other.
            Thread.Sleep((int)(-Math.Log(1 - dice.NextDouble()) * _killMilliseconds));
            servers[dice.Next(servers.Length)].Kill();
        }
    }

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
