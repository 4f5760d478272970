using System.Reflection;
using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Slots that go and come back: their entries in the tables, and the end of their region, also while others use them.</summary>
public sealed class MovedSlotTests : IDisposable
{
    private readonly Domain _server = new("Server#0", DomainOptions.None);
    private readonly Domain _client = new("Client#0", DomainOptions.None);

    public void Dispose()
    {
        _server.Stop();
        _client.Stop();
    }

    [Fact]
    public void A_buffer_that_comes_back_has_its_entry_and_a_new_word()
    {
        using var ends = new SlotEnds(_server, _client);
        long word = _server.Buffers.Allocate(65_536);
        long index = IndexOf(word);
        var earlier = new HashSet<long>();
        for (int i = 0; i < 500; i++)
        {
            Assert.True(earlier.Add(word));
            long far = SlotEnds.Receive(ends.Server, SlotEnds.Send(ends.Client, word));
            AssertStale(_server.Buffers, word);
            word = SlotEnds.Receive(ends.Client, SlotEnds.Send(ends.Server, far));
            AssertStale(_client.Buffers, far);
            Assert.Equal(index, IndexOf(word));
            Assert.Equal(65_536, _server.Buffers.ByteLengthOf(word));
        }
        Assert.All(earlier, old => AssertStale(_server.Buffers, old));
        Assert.Equal((1, 65_536), (_server.BufferCount, _server.BufferBytes));
        _server.Buffers.Release(word);
        Assert.Equal((0, 0), (_server.BufferCount, _client.BufferCount));
    }

    [Fact]
    public void A_slot_that_goes_round_three_tables_leaves_no_entry_behind()
    {
        using var ends = new SlotEnds(_server, _client);
        BufferTable[] others = [new("one"), new("two")];
        for (int i = 0; i < 2_000; i++)
        {
            long word = SlotEnds.Receive(ends.Client, SlotEnds.Send(ends.Server, _client.Buffers.Allocate(5_000)));
            foreach (BufferTable table in others)
            {
                Assert.True(IndexOf(word) < 4);
                word = table.TryPut((table == others[0] ? _server.Buffers : others[0]).TryTake(word)!);
                Assert.Equal((1, 65_536), (table.Buffers, table.Bytes));
            }
            // Every other time it is released here, else where it came from.
            if (i % 2 == 0)
                others[1].Release(word);
            else
                _client.Buffers.Release(SlotEnds.Receive(ends.Server, SlotEnds.Send(ends.Client, _server.Buffers.TryPut(others[1].TryTake(word)!))));
        }
        Assert.Equal((0, 0, 0, 0), (_server.BufferCount, _client.BufferCount, others[0].Buffers, others[1].Buffers));
    }

    [Fact]
    public void The_next_lives_of_a_region_use_the_entries_again_and_no_old_word_lives_up()
    {
        var old = new List<long>();
        for (int life = 0; life < 60; life++)
        {
            var ends = new SlotEnds(_server, _client);
            for (int i = 0; i < ChannelLayout.BufferSlotCount / 2; i++)
            {
                // One stays there, one comes back and is here when the region ends, one is released.
                long word = _server.Buffers.Allocate(5_000);
                Assert.True(IndexOf(word) < 2 * ChannelLayout.BufferSlotCount, $"entry {IndexOf(word)} in life {life}");
                old.Add(word);
                long far = SlotEnds.Receive(ends.Server, SlotEnds.Send(ends.Client, word));
                if (i % 3 == 0)
                    continue;
                old.Add(SlotEnds.Receive(ends.Client, SlotEnds.Send(ends.Server, far)));
                if (i % 3 == 2)
                    _server.Buffers.Release(old[^1]);
            }
            ends.Dispose();
            // What was here is here still, what was there is nobody's.
            Assert.Equal(3, _server.BufferCount);
            Assert.Equal(0, ends.NearMemory.Disposed);
            foreach (long word in old)
                _server.Buffers.Release(word);
            Assert.Equal(1, ends.NearMemory.Disposed);
            Assert.Equal((0, 0), (_server.BufferCount, _server.BufferBytes));
            Assert.All(old, word => AssertStale(_server.Buffers, word));
        }
    }

    [Fact]
    public void A_region_ends_with_the_last_buffer_that_is_held()
    {
        var ends = new SlotEnds(_server, _client);
        long held = _server.Buffers.Allocate(65_536);
        long sent = _server.Buffers.Allocate(65_536);
        long received = SlotEnds.Receive(ends.Client, SlotEnds.Send(ends.Server, _client.Buffers.Allocate(5_000)));
        Span<byte> span = _server.Buffers.Pin(held);
        span.Fill(5);
        ends.Dispose();
        Assert.Equal((0, 3), (ends.NearMemory.Disposed, _server.BufferCount));
        // A channel that has ended takes a slot with it.
        SlotEnds.Send(ends.Client, sent);
        Assert.Equal((0, 2), (ends.NearMemory.Disposed, _server.BufferCount));
        // One of the other end's is given back to nobody.
        _server.Buffers.Release(received);
        _server.Buffers.Release(held);
        Assert.Equal((0, 1), (ends.NearMemory.Disposed, _server.BufferCount));
        Assert.Equal(-1, span.IndexOfAnyExcept((byte)5));
        _server.Buffers.Unpin(held);
        Assert.Equal((1, 0), (ends.NearMemory.Disposed, _server.BufferCount));
    }

    [Fact]
    public void Of_the_threads_that_send_one_buffer_one_sends_it()
    {
        using var ends = new SlotEnds(_server, _client);
        for (int round = 0; round < 500; round++)
        {
            long word = _server.Buffers.Allocate(5_000);
            int sent = 0;
            byte[]? message = null;
            Run(3, _ =>
            {
                if (_server.Buffers.TryTake(word) is not { } buffer)
                    return;
                Interlocked.Increment(ref sent);
                message = SlotEnds.Send(ends.Client, _server.Buffers.TryPut(buffer));
            });
            Assert.Equal(1, sent);
            Assert.Equal((1, 0), (_server.BufferCount, _client.BufferCount));
            // And of those who receive it one does.
            int received = 0;
            int malformed = 0;
            Run(3, _ =>
            {
                try
                {
                    _client.Buffers.Release(SlotEnds.Receive(ends.Server, message!));
                    Interlocked.Increment(ref received);
                }
                catch (MalformedMessageException)
                {
                    Interlocked.Increment(ref malformed);
                }
            });
            Assert.Equal((1, 2), (received, malformed));
            Assert.Equal((0, 0), (_server.BufferCount, _client.BufferCount));
        }
    }

    [Fact]
    public void A_region_that_ends_while_buffers_move_is_given_back_once_and_nothing_stays_charged()
    {
        for (int round = 0; round < 150; round++)
        {
            var ends = new SlotEnds(_server, _client);
            Run(3, thread =>
            {
                if (thread == 0)
                {
                    Thread.SpinWait(round * 200);
                    ends.Dispose();
                    return;
                }
                for (int i = 0; i < 300; i++)
                {
                    long word = 0;
                    long far = 0;
                    try
                    {
                        word = _server.Buffers.Allocate(5_000);
                        far = SlotEnds.Receive(ends.Server, SlotEnds.Send(ends.Client, word));
                        word = SlotEnds.Receive(ends.Client, SlotEnds.Send(ends.Server, far));
                    }
                    catch (MalformedMessageException)
                    {
                        // One of the two ends was closed before the other.
                    }
                    _server.Buffers.Release(word);
                    _client.Buffers.Release(far);
                }
            });
            Assert.Equal((0, 0), (_server.BufferCount, _client.BufferCount));
            Assert.Equal((0, 0), (_server.BufferBytes, _client.BufferBytes));
            Assert.Equal(1, ends.NearMemory.Disposed);
        }
    }

    [Fact]
    public void An_entry_that_has_had_all_its_generations_is_not_used_again()
    {
        using var ends = new SlotEnds(_server, _client);
        long first = _server.Buffers.Allocate(5_000);
        long last = GiveLastGeneration(_server.Buffers, first);
        AssertStale(_server.Buffers, first);
        Assert.Equal(5_000, _server.Buffers.ByteLengthOf(last));
        long word = SlotEnds.Receive(ends.Client, SlotEnds.Send(ends.Server, SlotEnds.Receive(ends.Server, SlotEnds.Send(ends.Client, last))));
        AssertStale(_server.Buffers, last);
        Assert.NotEqual(IndexOf(last), IndexOf(word));
        Assert.Equal((1, 65_536), (_server.BufferCount, _server.BufferBytes));
        last = GiveLastGeneration(_server.Buffers, word);
        long moved = _server.Buffers.Move(last);
        AssertStale(_server.Buffers, last);
        Assert.NotEqual(IndexOf(last), IndexOf(moved));
        _server.Buffers.Release(moved);
        Assert.Equal((0, 0), (_server.BufferCount, _server.BufferBytes));
    }

    [Fact]
    public void Limits_change_while_buffers_come_and_go()
    {
        var table = new BufferTable("test");
        Run(3, thread =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                if (thread == 0)
                {
                    table.BufferLimit = i % 7;
                    table.ByteLimit = i % 5 * 64;
                    continue;
                }
                try
                {
                    table.Release(table.Allocate(64));
                }
                catch (ExchangeHeapException)
                {
                    // Over one of the limits at the time.
                }
            }
        });
        Assert.Equal((0, 0), (table.Buffers, table.Bytes));
        table.BufferLimit = 2;
        table.ByteLimit = 192;
        long kept = table.Allocate(64);
        table.Allocate(64);
        Assert.Throws<ExchangeHeapException>(() => table.Allocate(64));
        // Below what is held: nothing more comes in until enough has gone.
        table.BufferLimit = 1;
        table.Release(kept);
        Assert.Throws<ExchangeHeapException>(() => table.Allocate(64));
        table.BufferLimit = 2;
        table.Allocate(64);
        Assert.Equal((2, 128), (table.Buffers, table.Bytes));
    }

    private static long IndexOf(long word) => word & BufferTable.IndexMask;

    private static void AssertStale(BufferTable table, long word)
    {
        Assert.Throws<StaleBufferException>(() => table.ByteLengthOf(word));
        Assert.Throws<StaleBufferException>(() => { table.Pin(word); });
        Assert.Throws<StaleBufferException>(() => table.Move(word));
        Assert.Null(table.TryTake(word));
    }

    /// <summary>Puts the entry that holds a buffer into its last generation, which in life takes weeks.</summary>
    /// <returns>The buffer's word there.</returns>
    private static long GiveLastGeneration(BufferTable table, long word)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic;
        var entries = (Array)typeof(BufferTable).GetField("_firstChunk", Any)!.GetValue(table)!;
        object entry = entries.GetValue(IndexOf(word))!;
        FieldInfo state = entry.GetType().GetField("State", Any)!;
        long flags = (long)state.GetValue(entry)! & BufferTable.IndexMask;
        state.SetValue(entry, ~BufferTable.IndexMask | flags);
        entries.SetValue(entry, IndexOf(word));
        return ~BufferTable.IndexMask | IndexOf(word);
    }

    private static void Run(int count, Action<int> work)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => work(i)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
    }
}
