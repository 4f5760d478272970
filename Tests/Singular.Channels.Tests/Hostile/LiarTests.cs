using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.Hostile;

/// <summary>One lie for each field of the layout, by a server and by a client.</summary>
public sealed class LiarTests
{
    private const uint Ok = (uint)AnswerStatus.Ok;

    /// <summary>Lies in the answer to a synchronous call, and the code of the fault that the client is told.</summary>
    public static TheoryData<string, string> AnswerLies => new()
    {
        { "bell of a later request", "MalformedMessage" },
        { "bell that went back", "MalformedMessage" },
        { "length beyond the area", "MalformedMessage" },
        { "length too short for the value", "MalformedMessage" },
        { "length too long for the value", "MalformedMessage" },
        { "unknown status", "MalformedMessage" },
        { "pending without a ticket", "MalformedMessage" },
        { "fault with a code of no plain name", "MalformedMessage" },
        { "fault without a code", "MalformedMessage" },
        { "closed its end", "PeerGone" },
        { "no answer", "TimeLimit" },
    };

    public static TheoryData<string> CompletionLies =>
    [
        "bell beyond the ring", "bell that went back", "ticket of nobody", "ticket of no use", "no ticket", "ticket out of the table", "length beyond the slot", "unknown status", "pending",
        "value too short", "value too long", "fetch of nothing", "closed its end",
    ];

    public static TheoryData<string> RequestLies =>
    [
        "length beyond the area", "arguments too short", "arguments too long", "arguments for a member without", "unknown member", "no ticket", "more tickets than may be",
        "completions taken that were never made", "fetch of nothing", "bell beyond the ring", "bell that went back",
    ];

    [Theory]
    [MemberData(nameof(AnswerLies))]
    public void A_server_that_lies_in_an_answer_is_found_out(string lie, string code)
    {
        using var liar = new LiarServer((server, number) => Lie(server, number, lie));
        // Its time limit is a second.
        ITrouble client = liar.Connect<ITrouble>();
        Assert.Equal(code, Assert.Throws<ChannelFaultException>(() => client.Do("")).Code);
        Assert.Equal(code, liar.Domain.Fault!.Code);
        Assert.Throws<ChannelClosedException>(() => client.Do(""));
        Assert.Equal(0, liar.Domain.ThreadsInside);
    }

    [Theory]
    [MemberData(nameof(CompletionLies))]
    public void A_server_that_lies_in_a_completion_is_found_out(string lie)
    {
        using var liar = new LiarServer((server, number) => LieLater(server, number, lie));
        ILater client = liar.Connect<ILater>();
        // The lie may come before the call has gone out of the boundary.
        string code = Assert.Throws<ChannelFaultException>(() => client.Next().AsTask().GetAwaiter().GetResult()).Code;
        Assert.Equal(lie == "closed its end" ? "PeerGone" : "MalformedMessage", code);
    }

    /// <summary>A number of requests taken that cannot be frees no slot: the caller waits for one until the time limit.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(66u)]
    [InlineData(0xDEAD_BEEFu)]
    public void A_server_that_takes_nothing_makes_the_caller_wait_and_is_late(uint taken)
    {
        using var liar = new LiarServer((server, _) => server.Ring(ChannelLayout.RequestsTaken, taken));
        ILater client = liar.Connect<ILater>();
        ValueTask<int>[] tasks = [.. Enumerable.Range(0, ChannelLayout.RequestSlotCount).Select(_ => client.Next())];
        Assert.All(tasks, task => Assert.False(task.IsCompleted));
        Assert.Equal("TimeLimit", Assert.Throws<ChannelFaultException>(() => client.Waiting()).Code);
        foreach (ValueTask<int> task in tasks)
            Assert.Equal("TimeLimit", Assert.Throws<ChannelFaultException>(() => task.AsTask().GetAwaiter().GetResult()).Code);
    }

    /// <summary>A caller that finds every slot taken waits; nothing is lost when they become free.</summary>
    [Fact]
    public void A_caller_waits_for_a_slot_and_goes_on()
    {
        using var liar = new LiarServer((server, number) =>
        {
            if (number == ChannelLayout.RequestSlotCount)
            {
                Thread.Sleep(300);
                server.Ring(ChannelLayout.RequestsTaken, number);
            }
            else if (number == ChannelLayout.RequestSlotCount + 1)
            {
                server.Region.Put(ChannelLayout.AnswerArea, BitConverter.GetBytes(12));
                server.Answer(number, Ok, 4);
            }
        });
        ILater client = liar.Connect<ILater>();
        for (int i = 0; i < ChannelLayout.RequestSlotCount; i++)
            _ = client.Next().AsTask();
        Assert.Equal(12, client.Waiting());
    }

    [Theory]
    [MemberData(nameof(RequestLies))]
    public void A_client_that_lies_in_a_request_is_found_out(string lie)
    {
        using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.UsesAwait);
        Assert.Equal(0, server.Client.Waiting());
        LieAsClient(server.Spy, lie);
        Assert.True(SpinWait.SpinUntil(() => !server.FarClient.IsAlive, 5_000));
        Assert.Equal("MalformedMessage", server.FarClient.Fault!.Code);
        Assert.True(server.FarServer.IsAlive);
        Assert.Equal(0, server.FarServer.ThreadsInside);
    }

    [Fact]
    public void A_region_of_another_layout_is_not_taken_for_one()
    {
        using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.UsesAwait);
        Assert.True(server.Spy.IsFormatted);
        server.Spy.Write(ChannelLayout.Magic + 4, 0x314E_4148);
        Assert.False(server.Spy.IsFormatted);
    }

    private static void Lie(LiarServer server, uint number, string lie)
    {
        switch (lie)
        {
            case "bell of a later request":
                server.Ring(ChannelLayout.AnswerBell, number + 1);
                break;
            case "bell that went back":
                server.Ring(ChannelLayout.AnswerBell, number - 2);
                break;
            case "length beyond the area":
                server.Answer(number, Ok, ChannelLayout.AreaBytes + 1);
                break;
            case "length too short for the value":
                server.Answer(number, Ok, 3);
                break;
            case "length too long for the value":
                server.Answer(number, Ok, 5);
                break;
            case "unknown status":
                server.Answer(number, 99, 4);
                break;
            case "pending without a ticket":
                server.Answer(number, (uint)AnswerStatus.Pending, 0);
                break;
            case "fault with a code of no plain name":
                server.Region.Put(ChannelLayout.AnswerArea, [2, 0, 0, 0, 0x1B, 0, 0x5B, 0]);
                server.Answer(number, (uint)AnswerStatus.Fault, 8);
                break;
            case "fault without a code":
                server.Answer(number, (uint)AnswerStatus.Fault, 0);
                break;
            case "closed its end":
                server.Ring(ChannelLayout.ServerClosed, 1);
                server.Ring(ChannelLayout.AnswerBell, 0);
                break;
        }
    }

    private static void LieLater(LiarServer server, uint number, string lie)
    {
        if (number > 1)
        {
            // The request for a value that is fetched.
            server.Answer(number, Ok, 0);
            return;
        }
        server.Ring(ChannelLayout.RequestsTaken, number);
        ulong ticket = server.TicketOf(number);
        switch (lie)
        {
            case "bell beyond the ring":
                server.Complete(ticket, Ok, 4, bell: ChannelLayout.CompletionSlotCount + 1);
                break;
            case "bell that went back":
                server.Complete(ticket, Ok, 4, bell: uint.MaxValue);
                break;
            case "ticket of nobody":
                server.Complete(ticket + 0x100, Ok, 4);
                break;
            case "ticket of no use":
                server.Complete(ticket & 0xFF, Ok, 4);
                break;
            case "no ticket":
                server.Complete(0, Ok, 4);
                break;
            case "ticket out of the table":
                server.Complete(ticket | 0xFF, Ok, 4);
                break;
            case "length beyond the slot":
                server.Complete(ticket, Ok, 241);
                break;
            case "unknown status":
                server.Complete(ticket, 99, 4);
                break;
            case "pending":
                server.Complete(ticket, (uint)AnswerStatus.Pending, 0);
                break;
            case "value too short":
                server.Complete(ticket, Ok, 3);
                break;
            case "value too long":
                server.Complete(ticket, Ok, 5);
                break;
            case "fetch of nothing":
                server.Complete(ticket, (uint)AnswerStatus.Fetch, 0);
                break;
            case "closed its end":
                server.Ring(ChannelLayout.ServerClosed, 1);
                server.Ring(ChannelLayout.CompletionBell, 0);
                break;
        }
    }

    private static void LieAsClient(ChannelRegion region, string lie)
    {
        // Members of ILater: 0 Next, 2 Text, 3 Release, 4 Waiting.
        switch (lie)
        {
            case "length beyond the area":
                region.PutRequest(2, 0, 4, 0, [], ChannelLayout.AreaBytes + 1);
                break;
            case "arguments too short":
                region.PutRequest(2, 0, 3, 0, new byte[4], 3);
                break;
            case "arguments too long":
                region.PutRequest(2, 0, 3, 0, new byte[8]);
                break;
            case "arguments for a member without":
                region.PutRequest(2, 0, 0, 9, new byte[4]);
                break;
            case "unknown member":
                region.PutRequest(2, 0, 5, 0, []);
                break;
            case "no ticket":
                region.PutRequest(2, 0, 0, 0, []);
                break;
            case "more tickets than may be":
                for (uint i = 0; i <= ChannelLayout.CompletionSlotCount; i++)
                {
                    region.PutRequest(2 + i, 0, 0, 1 + i, []);
                    uint number = 2 + i;
                    SpinWait.SpinUntil(() => region.Read(ChannelLayout.RequestsTaken) == number, 1_000);
                }
                break;
            case "completions taken that were never made":
                region.Write(ChannelLayout.CompletionsTaken, 1_000);
                region.PutRequest(2, 0, 0, 7, []);
                break;
            case "fetch of nothing":
                region.PutRequest(2, 0, ChannelLayout.FetchMember, 0, new byte[8]);
                break;
            case "bell beyond the ring":
                region.PutRequest(1 + ChannelLayout.RequestSlotCount + 1, 0, 4, 0, []);
                break;
            case "bell that went back":
                region.PutRequest(0, 0, 4, 0, []);
                break;
        }
    }
}
