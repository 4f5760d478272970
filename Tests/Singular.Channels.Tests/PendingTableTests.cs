using Singular.Channels.Runtime;

namespace Singular.Channels.Tests;

/// <summary>The table of calls that wait for a completion.</summary>
public class PendingTableTests
{
    [Fact]
    public void A_call_is_taken_out_once_and_by_its_own_ticket_only()
    {
        var table = new PendingTable();
        PendingCall[] calls = [.. Enumerable.Range(0, ClientSession.MaxPendingCalls).Select(_ => Call())];
        Assert.All(calls, call => Assert.True(table.TryAdd(call)));
        Assert.False(table.TryAdd(Call()));
        Assert.Equal(calls.Length, calls.Select(call => call.Ticket).Distinct().Count());
        Assert.Null(table.Remove(calls[5].Ticket + 256));
        Assert.Null(table.Remove(255));
        Assert.Same(calls[5], table.Remove(calls[5].Ticket));
        Assert.Null(table.Remove(calls[5].Ticket));
        PendingCall next = Call();
        Assert.True(table.TryAdd(next));
        Assert.NotEqual(calls[5].Ticket, next.Ticket);
        Assert.Null(table.Remove(calls[5].Ticket));
        Assert.Equal(calls.Length, table.Close().Count);
        Assert.False(table.TryAdd(Call()));
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
                while (Call() is var call && table.TryAdd(call))
                {
                    added++;
                    if (table.Remove(call.Ticket) is not null)
                        removed++;
                }
            });
            user.Start();
            Thread.SpinWait(round * 50);
            int left = table.Close().Count;
            user.Join();
            Assert.Equal(added, removed + left);
        }
    }

    private static PendingCall<int> Call() => new(static (ref reader, _) => (int)reader.ReadUInt32());
}
