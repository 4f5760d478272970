using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.CallBacks;

/// <summary>One side of a pair of channels writes what it likes; the other one and its endpoints are not harmed.</summary>
public sealed class HostileCallBackTests
{
    // Members of the sample contracts, in their order.
    private const uint Keep = 1;
    private const uint Hear = 0;

    /// <summary>The first endpoint that is handed over through a channel.</summary>
    private const uint FirstObject = 1;

    /// <summary>A server's process calls numbers that it was never given, and one that it has ended.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(FirstObject | (1u << 16))]
    [InlineData(0xFFFFu)]
    [InlineData(uint.MaxValue)]
    [InlineData(FirstObject)]
    public void A_number_that_was_not_given_means_nothing(uint target)
    {
        using BehindChannel<ITower> server = Hand(out ListenerServer listener, out TowerServer tower);
        uint number = 1;
        if (target == FirstObject)
        {
            server.FarServer.TryRun(() => tower.Kept!.Close());
            Assert.Equal(1, listener.Closed);
            number = 2;
        }
        server.CallBackSpy!.PutRequest(number, target, Hear, 0, BitConverter.GetBytes(7));
        Assert.True(SpinWait.SpinUntil(() => server.CallBackSpy!.Read(ChannelLayout.AnswerBell) == number, 10_000));
        Assert.Equal((uint)AnswerStatus.Unread, (uint)(server.CallBackSpy!.Read64(ChannelLayout.AnswerWord) >> 32));
        Assert.Empty(listener.Heard);
        Assert.True(server.ClientDomain.IsAlive && server.ServerDomain.IsAlive);
    }

    /// <summary>What contradicts the contract is the end of the server, and nobody else's; what it held is ended.</summary>
    [Theory]
    [InlineData(99u, 4)]
    [InlineData(Hear, 3)]
    [InlineData(Hear, 9)]
    [InlineData(2u, 8)]
    public void A_request_of_another_form_ends_the_server(uint member, int bytes)
    {
        using BehindChannel<ITower> server = Hand(out ListenerServer listener, out _);
        server.CallBackSpy!.PutRequest(1, FirstObject, member, 0, new byte[bytes], (uint)bytes);
        Assert.True(SpinWait.SpinUntil(() => !server.ServerDomain.IsAlive, 10_000));
        Assert.Equal(DomainFaultCodes.MalformedMessage, server.ServerDomain.Fault!.Code);
        Assert.True(SpinWait.SpinUntil(() => listener.Closed == 1, 10_000), "the client is told");
        Assert.Empty(listener.Heard);
        Assert.True(server.ClientDomain.IsAlive);
    }

    /// <summary>A client's process names an endpoint that it does not have: the server holds something that answers nothing.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(FirstObject)]
    [InlineData(0xDEAD_BEEFu)]
    public void An_endpoint_that_a_client_has_made_up_answers_nothing(uint made)
    {
        var tower = new TowerServer();
        using var server = new BehindChannel<ITower>(() => tower, DomainOptions.UsesAwait);
        server.Spy.PutRequest(1, 0, Keep, 0, BitConverter.GetBytes(made));
        Assert.True(SpinWait.SpinUntil(() => tower.Kept is not null, 10_000));
        Exception? seen = null;
        server.FarServer.TryRun(() => seen = Record.Exception(() => tower.Kept!.Hear(1)));
        Assert.IsType<ChannelClosedException>(seen);
        Assert.True(server.FarServer.IsAlive && server.FarClient.IsAlive && server.ClientDomain.IsAlive);
    }

    /// <summary>An answer cannot say that the call was made and that what it handed over was not taken.</summary>
    [Fact]
    public void A_server_that_takes_an_endpoint_and_says_that_it_did_not_is_found_out()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var tower = new TowerServer { Before = () => { entered.Set(); go.Wait(10_000); } };
        using var server = new BehindChannel<ITower>(() => tower, DomainOptions.UsesAwait);
        Exception? seen = null;
        var caller = new Thread(() => seen = Record.Exception(() => server.Client.Keep(new ListenerServer())));
        caller.Start();
        Assert.True(entered.Wait(10_000));
        server.Spy.Write64(ChannelLayout.AnswerWord, 1 | ((ulong)AnswerStatus.EndpointsNotTaken << 32));
        server.Spy.Write(ChannelLayout.AnswerBell, 1);
        new FutexWaker().Wake(server.Spy.AddressOf(ChannelLayout.AnswerBell));
        Assert.True(caller.Join(10_000));
        go.Set();
        Assert.Equal(DomainFaultCodes.MalformedMessage, Assert.IsType<ChannelFaultException>(seen).Code);
        Assert.True(server.ClientDomain.IsAlive);
    }

    /// <summary>A call that the driver never saw has handed nothing over, as often as it is made.</summary>
    [Fact]
    public void What_the_driver_did_not_get_is_the_clients_again()
    {
        var tower = new TowerServer();
        using var server = new BehindChannel<ITower>(() => tower, DomainOptions.UsesAwait);
        var listener = new ListenerServer();
        // The far boundary has its client's calls ended, of which the near one knows nothing: 1,500 are more than may be open.
        server.FarSlot.Clear();
        server.FarServer.Stop();
        for (int i = 0; i < 1_500; i++)
            Assert.IsType<ChannelClosedException>(Record.Exception(() => server.Client.Keep(listener)));
        Assert.True(server.ClientDomain.IsAlive && server.ServerDomain.IsAlive);
        Assert.Equal(0, listener.Closed);
        server.FarSlot.Install(new Domain("Server#0", DomainOptions.None), tower);
        server.AsClient(() => Assert.True(server.Client.Keep(listener).IsOk));
    }

    [Fact]
    public void A_channel_without_a_way_back_hands_nothing_over()
    {
        using var liar = new LiarServer((_, _) => { });
        ITower client = liar.Connect<ITower>();
        var listener = new ListenerServer();
        for (int i = 0; i < 1_500; i++)
            Assert.Contains("without a way back", Assert.Throws<ChannelProtocolException>(() => client.Keep(listener)).Reason, StringComparison.Ordinal);
        Assert.Equal(0, listener.Closed);
        Assert.True(liar.Domain.IsAlive);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_call_backs_harm_nobody_but_their_sender(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++)
        {
            using BehindChannel<ITower> server = Hand(out ListenerServer listener, out _);
            byte[] arguments = new byte[random.Next(300)];
            random.NextBytes(arguments);
            uint target = random.Next(3) == 0 ? (uint)random.Next() : FirstObject;
            ulong ticket = random.Next(3) == 0 ? (ulong)random.NextInt64() : 0;
            server.CallBackSpy!.PutRequest(1, target, (uint)random.Next(7), ticket, arguments, random.Next(10) == 0 ? (uint)random.Next() : null);
            SpinWait.SpinUntil(() => server.CallBackSpy!.Read(ChannelLayout.AnswerBell) == 1 || !server.ServerDomain.IsAlive, ticket == 0 ? 10_000 : 100);
            Assert.True(server.ClientDomain.IsAlive, $"round {round}: {server.ClientDomain.Fault}");
            if (!server.ServerDomain.IsAlive)
                Assert.Equal(DomainFaultCodes.MalformedMessage, server.ServerDomain.Fault!.Code);
            Assert.True(listener.Closed <= 1);
        }
    }

    private static BehindChannel<ITower> Hand(out ListenerServer listener, out TowerServer tower)
    {
        TowerServer made = tower = new TowerServer();
        var server = new BehindChannel<ITower>(() => made, DomainOptions.UsesAwait);
        ListenerServer handed = listener = new ListenerServer();
        server.AsClient(() => Assert.True(server.Client.Keep(handed).IsOk));
        return server;
    }
}
