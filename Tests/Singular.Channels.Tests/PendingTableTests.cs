using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

/// <summary>The table of calls that wait for a completion.</summary>
public class PendingTableTests
{
    [Fact]
    public void A_call_is_taken_out_once_and_by_its_own_ticket_only()
    {
        var table = new PendingTable();
        PendingCall<int, IntDecoder>[] calls = [.. Enumerable.Range(0, ClientSession.MaxPendingCalls).Select(_ => Begin(table)!)];
        Assert.Null(Begin(table));
        Assert.Equal(calls.Length, calls.Select(call => call.Ticket).Distinct().Count());
        ulong ticket = calls[5].Ticket;
        Assert.All<ulong>([0, 5, 255, ticket + 256, ticket - 256, ticket | 0x80, ulong.MaxValue], forged => Assert.Null(table.Remove(forged)));
        Assert.Same(calls[5], table.Remove(ticket));
        Assert.Null(table.Remove(ticket));
        // It is over for the channel, but not for the client.
        Assert.Null(Begin(table));
        ValueTask<int> task = Complete(calls[5], 7);
        Assert.Equal(7, Take(task));
        PendingCall<int, IntDecoder> next = Begin(table)!;
        Assert.Same(calls[5], next);
        Assert.NotEqual(ticket, next.Ticket);
        Assert.Null(table.Remove(ticket));
        Assert.Equal(calls.Length, table.Close().Count);
        Assert.Null(Begin(table));
    }

    [Fact]
    public void A_task_that_was_taken_does_not_find_the_value_of_a_later_call()
    {
        var table = new PendingTable();
        PendingCall<int, IntDecoder> call = Begin(table)!;
        ValueTask<int> first = Complete(table.Remove(call.Ticket)!, 1);
        Assert.Equal(1, Take(first));
        Assert.Same(call, Begin(table));
        Assert.Throws<ChannelProtocolException>(() => first.IsCompleted);
        Assert.Throws<ChannelProtocolException>(() => Take(first));
        Assert.Throws<ChannelProtocolException>(() => first.GetAwaiter().OnCompleted(() => { }));
        ValueTask<int> second = Complete(table.Remove(call.Ticket)!, 2);
        Assert.Throws<ChannelProtocolException>(() => Take(first));
        Assert.Equal(2, Take(second));
        Assert.Throws<ChannelProtocolException>(() => Take(second));
    }

    [Fact]
    public void A_call_that_failed_leaves_its_place_to_another_object()
    {
        var table = new PendingTable();
        PendingCall<int, IntDecoder> call = Begin(table)!;
        ValueTask<int> failed = call.Task;
        table.Remove(call.Ticket)!.Fail(new ChannelClosedException("nobody"));
        using var server = new InKernel<ILater>(() => new LaterServer(), DomainOptions.UsesAwait);
        call.Attach((Boundary)(object)server.Client, server.ServerDomain, 0, null);
        Assert.Throws<ChannelClosedException>(() => Take(failed));
        Assert.Throws<ChannelProtocolException>(() => Take(failed));
        HashSet<PendingCall<int, IntDecoder>> places = [call];
        for (int i = 0; i < ClientSession.MaxPendingCalls; i++)
            Assert.True(places.Add(Begin(table)!));
    }

    /// <summary>The token has 16 bits: none of an object is used twice.</summary>
    [Fact]
    public void A_task_that_was_kept_never_finds_another_value_however_many_calls_follow()
    {
        var table = new PendingTable();
        PendingCall<int, IntDecoder> call = Begin(table)!;
        ValueTask<int> kept = Complete(table.Remove(call.Ticket)!, -1);
        Assert.Equal(-1, Take(kept));
        HashSet<PendingCall> used = [call];
        for (int i = 0; i < ushort.MaxValue + 100; i++)
        {
            PendingCall<int, IntDecoder> next = Begin(table)!;
            used.Add(next);
            ValueTask<int> task = Complete(table.Remove(next.Ticket)!, i);
            if (i % 1_000 == 0 || i > ushort.MaxValue - 5)
                Assert.Throws<ChannelProtocolException>(() => Take(kept));
            Assert.Equal(i, Take(task));
        }
        Assert.Equal(2, used.Count);
    }

    [Fact]
    public void Values_that_nobody_takes_keep_no_place_and_can_be_taken_late()
    {
        var table = new PendingTable();
        List<ValueTask<int>> left = [];
        for (int i = 0; i < 5 * ClientSession.MaxPendingCalls; i++)
            left.Add(Complete(table.Remove(Begin(table)!.Ticket)!, i));
        Assert.Equal(Enumerable.Range(0, left.Count), left.Select(task => Take(task)));
        // Those that had lost their place came back to none.
        HashSet<PendingCall<int, IntDecoder>> places = [];
        for (int i = 0; i < ClientSession.MaxPendingCalls; i++)
            Assert.True(places.Add(Begin(table)!));
        Assert.Null(Begin(table));
    }

    [Fact]
    public void A_place_takes_values_of_any_type_and_gives_up_what_was_not_sent()
    {
        var table = new PendingTable();
        PendingCall<int, IntDecoder> number = Begin(table)!;
        table.Remove(number.Ticket)!.Withdraw();
        PendingCall<string, TextDecoder> text = table.TryBegin<string, TextDecoder>()!;
        Assert.Null(table.Remove(number.Ticket));
        Assert.Equal(number.Ticket + 256, text.Ticket);
        table.Remove(text.Ticket)!.Withdraw();
        for (int i = 0; i < ClientSession.MaxPendingCalls; i++)
            Assert.NotNull(Begin(table));
    }

    [Fact]
    public void Of_a_table_that_is_closed_while_it_is_used_every_call_has_one_end()
    {
        for (int round = 0; round < 200; round++)
        {
            var table = new PendingTable();
            int added = 0;
            int removed = 0;
            var user = new Thread(() =>
            {
                while (Begin(table) is { } call)
                {
                    added++;
                    if (table.Remove(call.Ticket) is { } own)
                    {
                        removed++;
                        own.Withdraw();
                    }
                }
            });
            user.Start();
            Thread.SpinWait(round * 50);
            int left = table.Close().Count;
            user.Join();
            Assert.Equal(added, removed + left);
        }
    }

    private static PendingCall<int, IntDecoder>? Begin(PendingTable table) => table.TryBegin<int, IntDecoder>();

    private static int Take(ValueTask<int> task) => task.GetAwaiter().GetResult();

    /// <summary>What a boundary and the thread that takes completions do.</summary>
    private static ValueTask<int> Complete(PendingCall call, int value)
    {
        ValueTask<int> task = ((PendingCall<int, IntDecoder>)call).Task;
        var reader = new WireReader(BitConverter.GetBytes(value), 0);
        call.Complete(ref reader, null!);
        call.Attach(null!, null!, 0, null);
        return task;
    }

    private readonly struct IntDecoder : IWireDecoder<int>
    {
        public int Read(ref WireReader reader, ClientChannel channel) => (int)reader.ReadUInt32();
    }

    private readonly struct TextDecoder : IWireDecoder<string>
    {
        public string Read(ref WireReader reader, ClientChannel channel) => reader.ReadString();
    }
}
