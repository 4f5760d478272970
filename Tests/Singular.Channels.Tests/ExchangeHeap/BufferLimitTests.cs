using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>What a domain is charged, and where it ends.</summary>
public sealed class BufferLimitTests
{
    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 128)]
    [InlineData(512, 512)]
    [InlineData(32_769, 65_536)]
    [InlineData(65_536, 65_536)]
    public void A_buffer_is_charged_at_its_capacity(int bytes, int charged)
    {
        var table = new BufferTable("test");
        long word = table.Allocate(bytes);
        Assert.Equal((charged, 1), (table.Bytes, table.Buffers));
        Assert.Equal(bytes, table.ByteLengthOf(word));
        table.Release(word);
        table.Release(word);
        Assert.Equal((0, 0), (table.Bytes, table.Buffers));
    }

    [Fact]
    public void The_number_of_buffers_ends_at_its_limit()
    {
        var table = new BufferTable("test") { BufferLimit = 1000 };
        long[] words = [.. Enumerable.Range(0, 1000).Select(_ => table.Allocate(1))];
        Assert.Equal(1000, words.Distinct().Count());
        ExchangeHeapException refused = Assert.Throws<ExchangeHeapException>(() => table.Allocate(1));
        Assert.Contains("1000 buffers", refused.Message, StringComparison.Ordinal);
        Assert.Equal((64_000, 1000), (table.Bytes, table.Buffers));
        table.Release(words[500]);
        table.Allocate(1);
    }

    [Fact]
    public void The_bytes_end_at_their_limit()
    {
        var table = new BufferTable("test") { ByteLimit = 80_000 };
        long word = table.Allocate(65_536);
        Assert.Throws<ExchangeHeapException>(() => table.Allocate(16_384));
        Assert.Equal((65_536, 1), (table.Bytes, table.Buffers));
        table.Release(word);
        for (int i = 0; i < 4; i++)
            table.Allocate(16_384);
    }

    [Fact]
    public void A_buffer_is_no_longer_than_a_buffer_may_be()
    {
        Assert.Throws<ExchangeHeapException>(() => Owned<byte>.Allocate(ChannelLimits.MaxBufferBytes + 1));
        Assert.Throws<ExchangeHeapException>(() => Owned<double>.Allocate(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Owned<byte>.Allocate(-1));
    }

    [Fact]
    public void A_buffer_is_of_numbers_only()
    {
        Assert.Throws<ExchangeHeapException>(() => Owned<bool>.Allocate(1));
        Assert.Throws<ExchangeHeapException>(() => Owned<decimal>.Allocate(1));
        Assert.Throws<ExchangeHeapException>(() => Owned<Owned<byte>>.Allocate(1));
        Assert.Throws<ExchangeHeapException>(() => Owned<nint>.Allocate(1));
    }

    [Fact]
    public void A_move_takes_its_charge_along()
    {
        var from = new BufferTable("from");
        var to = new BufferTable("to") { BufferLimit = 1 };
        long first = from.Allocate(100);
        long second = from.Allocate(100);
        BufferBlock? moving = from.TryTake(first);
        Assert.NotNull(moving);
        Assert.Equal((256, 2), (from.Bytes, from.Buffers));
        long there = to.TryPut(moving);
        Assert.NotEqual(0, there);
        Assert.Equal((128, 1, 128, 1), (from.Bytes, from.Buffers, to.Bytes, to.Buffers));
        Assert.Equal(100, to.ByteLengthOf(there));
        Assert.Null(from.TryTake(first));

        // Where it finds no room it is released.
        moving = from.TryTake(second);
        Assert.NotNull(moving);
        Assert.Equal(0, to.TryPut(moving));
        Assert.Equal((0, 0, 128, 1), (from.Bytes, from.Buffers, to.Bytes, to.Buffers));
    }

    [Fact]
    public void What_comes_to_a_closed_table_is_released()
    {
        var from = new BufferTable("from");
        var to = new BufferTable("to");
        BufferBlock? moving = from.TryTake(from.Allocate(100));
        Assert.NotNull(moving);
        to.Close();
        Assert.Equal(0, to.TryPut(moving));
        Assert.Equal((0, 0, 0, 0), (from.Bytes, from.Buffers, to.Bytes, to.Buffers));
    }

    [Fact]
    public void Every_domain_has_an_account_of_its_own()
    {
        var first = new Domain("First#0", DomainOptions.None);
        var second = new Domain("Second#0", DomainOptions.None) { BufferCountLimit = 0 };
        Assert.Equal(RunOutcome.Done, first.TryRun(() => Owned<byte>.Allocate(5)));
        Assert.Equal(RunOutcome.Died, second.TryRun(() => Owned<byte>.Allocate(5)));
        Assert.Equal((1, 64L, 0, 0L), (first.BufferCount, first.BufferBytes, second.BufferCount, second.BufferBytes));
        first.Stop();
    }
}
