using System.Runtime.InteropServices;
using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Threads that pin, move and release the same buffers, and words that nobody gave out.</summary>
public sealed class BufferRaceTests
{
    private const int Shared = 8;

    /// <summary>Milliseconds for which threads race; <c>SINGULAR_RACE_MS</c> for longer runs.</summary>
    private static int Duration { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_RACE_MS"), out int milliseconds) ? milliseconds : 1_500;

    [Fact]
    public void Threads_that_race_never_see_memory_of_another_buffer()
    {
        BufferTable[] tables = [.. Enumerable.Range(0, 3).Select(i => new BufferTable($"table {i}"))];
        var places = new Place[Shared];
        for (int i = 0; i < places.Length; i++)
            places[i] = Fill(tables[0], i);
        long stamps = places.Length;
        long pinned = 0;
        long moved = 0;
        long released = 0;
        string? failure = null;
        long end = Environment.TickCount64 + Duration;
        Run(4, thread =>
        {
            var random = new Random(4711 + thread);
            while (Environment.TickCount64 < end && failure is null)
            {
                ref Place shared = ref places[random.Next(Shared)];
                Place place = Volatile.Read(ref shared);
                switch (random.Next(4))
                {
                    case 0:
                        BufferTable to = tables[random.Next(tables.Length)];
                        if (place.Table.TryTake(place.Word) is { } moving)
                        {
                            long word = to.TryPut(moving);
                            Interlocked.Increment(ref moved);
                            // Whoever took it is the only one that may say where it is now.
                            Volatile.Write(ref shared, word == 0 ? Fill(to, Interlocked.Increment(ref stamps)) : new Place(to, word, place.Stamp));
                        }
                        else if (ReferenceEquals(Volatile.Read(ref shared), place))
                            Interlocked.CompareExchange(ref shared, Fill(to, Interlocked.Increment(ref stamps)), place);
                        break;
                    case 1:
                        place.Table.Release(place.Word);
                        Interlocked.Increment(ref released);
                        break;
                    default:
                        if (Check(place) is { } wrong)
                            failure = wrong;
                        Interlocked.Increment(ref pinned);
                        break;
                }
            }
        });
        Assert.Null(failure);
        Assert.True(pinned > 1000 && moved > 1000 && released > 1000, $"{pinned} pinned, {moved} moved, {released} released");
        foreach (BufferTable table in tables)
            table.Close();
        Assert.All(tables, table => Assert.Equal((0, 0), (table.Bytes, table.Buffers)));
    }

    [Fact]
    public void One_of_the_threads_that_release_a_buffer_releases_it()
    {
        var table = new BufferTable("test");
        for (int round = 0; round < 2_000; round++)
        {
            long word = table.Allocate(64);
            Run(2, _ =>
            {
                table.Release(word);
                table.Release(word);
            });
            Assert.Equal((0, 0), (table.Bytes, table.Buffers));
        }
    }

    [Fact]
    public void A_table_that_is_closed_while_it_is_used_ends_empty()
    {
        for (int round = 0; round < 200; round++)
        {
            var table = new BufferTable("test");
            Run(3, thread =>
            {
                if (thread == 0)
                {
                    Thread.SpinWait(round * 20);
                    table.Close();
                    return;
                }
                try
                {
                    while (true)
                    {
                        long word = table.Allocate(64);
                        if ((word & 1) == 0)
                            table.Release(word);
                        if (table.Buffers > 1_000)
                            return;
                    }
                }
                catch (ExchangeHeapException)
                {
                    // Closed.
                }
            });
            Assert.Equal((0, 0), (table.Bytes, table.Buffers));
        }
    }

    [Fact]
    public void A_word_that_was_made_up_reaches_nothing()
    {
        var table = new BufferTable("test");
        HashSet<long> given = [.. Enumerable.Range(0, 300).Select(_ => table.Allocate(64))];
        var random = new Random(20261126);
        void Try(long word)
        {
            if (given.Contains(word))
                return;
            Assert.Throws<StaleBufferException>(() => table.ByteLengthOf(word));
            Assert.Throws<StaleBufferException>(() => { table.Pin(word); });
            table.Unpin(word);
            table.Release(word);
            Assert.Null(table.TryTake(word));
        }
        for (int i = 0; i < 3_000; i++)
            Try(random.NextInt64(long.MinValue, long.MaxValue));
        for (int bit = 0; bit < 64; bit++)
            Try(given.First() ^ (1L << bit));
        Try(-1);
        Try(long.MinValue);
        Assert.Equal(300, table.Buffers);
        Assert.All(given, word => Assert.Equal(64, table.ByteLengthOf(word)));
    }

    private static Place Fill(BufferTable table, long stamp)
    {
        long word = table.Allocate(1024);
        MemoryMarshal.Cast<byte, long>(table.Pin(word)).Fill(stamp);
        table.Unpin(word);
        return new Place(table, word, stamp);
    }

    private static string? Check(Place place)
    {
        Span<byte> contents;
        try
        {
            contents = place.Table.Pin(place.Word);
        }
        catch (StaleBufferException)
        {
            return null;
        }
        for (int look = 0; look < 3; look++)
        {
            foreach (long found in MemoryMarshal.Cast<byte, long>(contents))
            {
                if (found != place.Stamp)
                    return $"found {found} in buffer {place.Stamp}";
            }
        }
        place.Table.Unpin(place.Word);
        return null;
    }

    private static void Run(int threads, Action<int> work)
    {
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => work(i)))];
        foreach (Thread thread in all)
            thread.Start();
        foreach (Thread thread in all)
            thread.Join();
    }

    private sealed record Place(BufferTable Table, long Word, long Stamp);
}
