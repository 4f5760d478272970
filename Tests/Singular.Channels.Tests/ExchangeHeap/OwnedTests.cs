using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Buffers inside one domain: what a handle can do, and what it can no longer do.</summary>
public sealed class OwnedTests : IDisposable
{
    private readonly Domain _domain = new("Holder#0", DomainOptions.None);

    public void Dispose() => _domain.Stop();

    [Fact]
    public void A_handle_is_one_word() => Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<Owned<double>>());

    [Fact]
    public void A_buffer_is_zeros_and_keeps_what_is_written() => Inside(() =>
    {
        for (int round = 0; round < 3; round++)
        {
            using var buffer = Owned<uint>.Allocate(1000);
            Assert.Equal(1000, buffer.Length);
            using (var pin = buffer.Pin())
            {
                Assert.Equal(1000, pin.Span.Length);
                Assert.True(pin.Span.IndexOfAnyExcept(0u) < 0, "memory of an earlier buffer is cleared");
                pin.Span.Fill(0xDEADBEEF);
            }
            using (var pin = buffer.Pin())
                Assert.True(pin.Span.IndexOfAnyExcept(0xDEADBEEF) < 0);
        }
    });

    [Fact]
    public void A_buffer_may_be_empty() => Inside(() =>
    {
        using var buffer = Owned<long>.Allocate(0);
        Assert.False(buffer.IsEmpty);
        Assert.Equal(0, buffer.Length);
        using var pin = buffer.Pin();
        Assert.True(pin.Span.IsEmpty);
    });

    [Fact]
    public void Every_copy_of_a_released_handle_is_stale() => Inside(() =>
    {
        var buffer = Owned<byte>.Allocate(10);
        Owned<byte> copy = buffer;
        buffer.Dispose();
        copy.Dispose();
        AssertStale(copy);
        // The entry is used again, the handle is not.
        using var next = Owned<byte>.Allocate(10);
        AssertStale(copy);
        copy.Dispose();
        Assert.Equal(10, next.Length);
    });

    [Fact]
    public void The_default_handle_holds_nothing() => Inside(() =>
    {
        Owned<byte> nothing = default;
        Assert.True(nothing.IsEmpty);
        nothing.Dispose();
        AssertStale(nothing);
    });

    [Fact]
    public void A_pin_outlives_the_release() => Inside(() =>
    {
        var buffer = Owned<byte>.Allocate(100);
        var first = buffer.Pin();
        var second = buffer.Pin();
        first.Span.Fill(1);
        buffer.Dispose();
        AssertStale(buffer);
        var other = Owned<byte>.Allocate(100);
        using (var pin = other.Pin())
            pin.Span.Fill(2);
        Assert.Equal(1, second.Span[99]);
        Assert.Equal(2, _domain.BufferCount);
        first.Dispose();
        first.Dispose();
        Assert.True(first.Span.IsEmpty);
        Assert.Equal(2, _domain.BufferCount);
        second.Dispose();
        Assert.Equal(1, _domain.BufferCount);
        other.Dispose();
        Assert.Equal(0, _domain.BufferCount);
    });

    [Fact]
    public void A_handle_means_nothing_in_another_domain()
    {
        Owned<byte> buffer = default;
        Inside(() => buffer = Owned<byte>.Allocate(10));
        var thief = new Domain("Thief#0", DomainOptions.None);
        Assert.Equal(RunOutcome.Done, thief.TryRun(() =>
        {
            AssertStale(buffer);
            buffer.Dispose();
            // Its own first buffer has the same word; that is the one it reaches.
            using var own = Owned<byte>.Allocate(20);
            Assert.Equal(20, buffer.Length);
        }));
        Inside(() => Assert.Equal(10, buffer.Length));
        thief.Stop();
    }

    [Fact]
    public void What_a_domain_held_is_released_when_it_dies()
    {
        var domain = new Domain("Mortal#0", DomainOptions.None);
        Assert.Equal(RunOutcome.Died, domain.TryRun(() =>
        {
            for (int i = 0; i < 600; i++)
                Owned<byte>.Allocate(100);
            var held = Owned<byte>.Allocate(64);
            var pin = held.Pin();
            Assert.Equal(601, domain.BufferCount);
            domain.Condemn("AccessOutsideGrant", "test");
            // The thread of a dead domain is still inside: its pin holds, everything else is gone.
            Assert.Equal(1, domain.BufferCount);
            pin.Span.Fill(3);
            Assert.Throws<ExchangeHeapException>(() => Owned<byte>.Allocate(1));
            AssertStale(held);
            pin.Dispose();
        }));
        Assert.Equal("AccessOutsideGrant", domain.Fault!.Code);
        Assert.Equal((0, 0L), (domain.BufferCount, domain.BufferBytes));
    }

    [Fact]
    public void Slots_and_queues_hand_over_what_they_hold() => Inside(() =>
    {
        var slot = new OwnedSlot<int>();
        Assert.True(slot.Take().IsEmpty);
        Assert.True(slot.Exchange(Owned<int>.Allocate(1)).IsEmpty);
        Assert.Equal(1, slot.Exchange(Owned<int>.Allocate(2)).Length);
        Assert.Equal(2, slot.Take().Length);
        Assert.True(slot.Take().IsEmpty);

        var queue = new OwnedQueue<int>();
        Assert.False(queue.TryDequeue(out Owned<int> none));
        Assert.True(none.IsEmpty);
        for (int i = 0; i < 5; i++)
            queue.Enqueue(Owned<int>.Allocate(i));
        Assert.Equal(5, queue.Count);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(queue.TryDequeue(out Owned<int> buffer));
            Assert.Equal(i, buffer.Length);
        }
    });

    [Fact]
    public void What_is_in_a_slot_or_queue_is_out_of_reach_of_where_it_came_from() => Inside(() =>
    {
        var slot = new OwnedSlot<int>();
        using (var mine = Owned<int>.Allocate(3))
        {
            slot.Exchange(mine).Dispose();
            AssertStale(mine);
        }
        using (Owned<int> taken = slot.Take())
            Assert.Equal(3, taken.Length);

        var queue = new OwnedQueue<int>();
        using (var mine = Owned<int>.Allocate(4))
            queue.Enqueue(mine);
        Assert.True(queue.TryDequeue(out Owned<int> oldest));
        Assert.Equal(4, oldest.Length);
        oldest.Dispose();
        Assert.Throws<StaleBufferException>(() => slot.Exchange(oldest));
        Assert.Equal((0, 0L), (_domain.BufferCount, _domain.BufferBytes));
    });

    [Fact]
    public void A_pinned_buffer_is_not_handed_on() => Inside(() =>
    {
        var slot = new OwnedSlot<int>();
        var held = Owned<int>.Allocate(1);
        using (held.Pin())
            Assert.Throws<ExchangeHeapException>(() => slot.Exchange(held));
        AssertStale(held);
        Assert.True(slot.Take().IsEmpty);
        Assert.Equal(0, _domain.BufferCount);
    });

    private static void AssertStale<T>(Owned<T> buffer)
        where T : unmanaged
    {
        Assert.Throws<StaleBufferException>(() => buffer.Length);
        Assert.Throws<StaleBufferException>(() => buffer.Pin().Dispose());
    }

    private void Inside(Action work)
    {
        Exception? failure = null;
        _domain.TryRun(() => failure = Record.Exception(work));
        if (failure is not null)
            throw failure;
    }
}
