using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

/// <summary>One side of a channel writes what it likes into the shared region; the other side sees typed errors only.</summary>
public sealed class HostileTests
{
    private static readonly Everything s_value = new(
        "a name", default(Scalars) with { Money = 1.5m }, new Choice(Colour.Red, Signed.Zero, Wide.Small, Access.None), "a comment");

    private static int Rounds { get; } = int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_FUZZ_ROUNDS"), out int rounds) ? rounds : 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_client_that_writes_anything_harms_nobody(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            using var server = new BehindChannel<IValues>(() => new ValuesServer(), DomainOptions.None);
            Assert.Equal(s_value, server.Client.Echo(s_value));
            byte[] request = Request(random, objectId: 0, member: random.Next(10));
            Send(server.Spy, 2, request, random);
            WaitForAnswerOrEnd(server);
            // Either the request made sense, or the client is the one that is dead.
            Assert.True(server.FarServer.IsAlive);
            if (!server.FarClient.IsAlive)
                Assert.Equal("MalformedMessage", server.FarClient.Fault!.Code);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(uint.MaxValue)]
    public void A_request_bell_out_of_order_ends_the_channel(uint bell)
    {
        using var server = new BehindChannel<IValues>(() => new ValuesServer(), DomainOptions.None);
        Assert.Equal(s_value, server.Client.Echo(s_value));
        server.Spy.Write(ChannelLayout.RequestBell, bell);
        new FutexWaker().Wake(server.Spy.AddressOf(ChannelLayout.RequestBell));
        Assert.True(SpinWait.SpinUntil(() => !server.FarClient.IsAlive, 5_000));
        Assert.Contains("request bell", server.FarClient.Fault!.Detail);
        Assert.True(server.FarServer.IsAlive);
    }

    [Fact]
    public void A_number_that_was_freed_means_nothing()
    {
        using var server = new BehindChannel<IHouse>(() => new HouseServer(), DomainOptions.None);
        IDoor door = server.Client.Enter("");
        door.Leave();
        for (uint id = 0; id < 3 * 0x1_0000; id += 0x1_0000)
        {
            byte[] request = new byte[16];
            BitConverter.TryWriteBytes(request, 1 + id);
            BitConverter.TryWriteBytes(request.AsSpan(4), 3);
            Send(server.Spy, 3 + id / 0x1_0000, request, new Random(1));
            WaitForAnswerOrEnd(server);
            byte[] answer = new byte[8];
            server.Spy.CopyTo(ChannelLayout.AnswerArea, answer, 8);
            Assert.Equal((uint)AnswerStatus.Unread, BitConverter.ToUInt32(answer));
        }
        Assert.True(server.FarClient.IsAlive);
    }

    [Fact]
    public void An_asynchronous_request_without_a_ticket_ends_the_channel()
    {
        using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.None);
        Send(server.Spy, 1, new byte[16], new Random(1));
        Assert.True(SpinWait.SpinUntil(() => !server.FarClient.IsAlive, 5_000));
        Assert.Contains("ticket", server.FarClient.Fault!.Detail);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_server_that_answers_anything_harms_only_itself(int seed)
    {
        var random = new Random(seed);
        int failed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using var hostile = new HostileServer(random.Next());
            var values = (IValues)(object)hostile.Connect<IValues>();
            for (int call = 0; call < 20; call++)
            {
                try
                {
                    Everything echo = values.Echo(s_value);
                    Assert.True(Enum.IsDefined(echo.Choice.Colour));
                    Assert.NotNull(echo.Name);
                }
                catch (ChannelException)
                {
                    failed++;
                }
            }
            Assert.Same(Domain.Kernel, Domain.Current);
            Assert.Equal(0, hostile.Domain.ThreadsInside);
        }
        Assert.NotEqual(0, failed);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Forged_completions_harm_only_their_server(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.UsesAwait);
            ValueTask<int>[] tasks = [.. Enumerable.Range(0, 3).Select(_ => server.Client.Next())];
            byte[] slot = new byte[ChannelLayout.CompletionSlotBytes];
            random.NextBytes(slot);
            if (random.Next(2) == 0)
            {
                // A ticket that is in use, with any status and any length.
                BitConverter.TryWriteBytes(slot, (1UL << 8) | (uint)random.Next(3));
                BitConverter.TryWriteBytes(slot.AsSpan(8), random.Next(8));
                BitConverter.TryWriteBytes(slot.AsSpan(12), random.Next(300));
            }
            server.Spy.CopyFrom(ChannelLayout.CompletionSlots, slot, slot.Length);
            server.Spy.Write(ChannelLayout.CompletionBell, (uint)(random.Next(4) == 0 ? random.Next() : 1));
            new FutexWaker().Wake(server.Spy.AddressOf(ChannelLayout.CompletionBell));
            Assert.True(SpinWait.SpinUntil(() => !server.ServerDomain.IsAlive || tasks.Any(task => task.IsCompleted), 5_000));
            server.ServerDomain.Stop();
            foreach (ValueTask<int> task in tasks)
            {
                try
                {
                    await task;
                }
                catch (ChannelException)
                {
                    continue;
                }
            }
        }
    }

    [Fact]
    public void Random_bytes_everywhere_while_calls_go_on()
    {
        var random = new Random(9);
        int answered = 0, refused = 0;
        for (int round = 0; round < Rounds / 4 + 1; round++)
        {
            using var server = new BehindChannel<IValues>(() => new ValuesServer(), DomainOptions.None);
            using var stop = new ManualResetEventSlim();
            byte[] noise = new byte[16];
            int seed = random.Next();
            var writer = new Thread(() =>
            {
                var mine = new Random(seed);
                while (!stop.IsSet)
                {
                    mine.NextBytes(noise);
                    int offset = mine.Next(3) == 0 ? mine.Next(0x200) : mine.Next(ChannelLayout.RequestArea, ChannelLayout.AnswerArea + 0x200);
                    server.Spy.CopyFrom(offset & ~3, noise, noise.Length);
                    Thread.SpinWait(mine.Next(500));
                }
            });
            writer.Start();
            for (int call = 0; call < 200 && server.Channel.IsOpen; call++)
            {
                try
                {
                    server.Client.Echo(s_value);
                    answered++;
                }
                catch (ChannelException)
                {
                    refused++;
                }
            }
            stop.Set();
            writer.Join();
            Assert.True(server.FarServer.IsAlive);
        }
        Assert.NotEqual(0, refused);
    }

    private static byte[] Request(Random random, uint objectId, int member)
    {
        byte[] request = new byte[16 + random.Next(200)];
        random.NextBytes(request);
        if (random.Next(4) != 0)
            BitConverter.TryWriteBytes(request, objectId);
        if (random.Next(4) != 0)
            BitConverter.TryWriteBytes(request.AsSpan(4), member);
        // Often plausible lengths, so that parsing gets further.
        for (int i = 16; i + 4 <= request.Length; i += 4)
        {
            if (random.Next(2) == 0)
                BitConverter.TryWriteBytes(request.AsSpan(i), random.Next(8));
        }
        return request;
    }

    private static void Send(ChannelRegion region, uint bell, byte[] request, Random random)
    {
        region.CopyFrom(ChannelLayout.RequestArea, request, request.Length);
        region.Write(ChannelLayout.RequestLength, random.Next(10) == 0 ? (uint)random.Next() : (uint)request.Length);
        region.Write(ChannelLayout.RequestBell, bell);
        new FutexWaker().Wake(region.AddressOf(ChannelLayout.RequestBell));
    }

    private static void WaitForAnswerOrEnd<TContract>(BehindChannel<TContract> server)
        where TContract : class
    {
        uint bell = server.Spy.Read(ChannelLayout.RequestBell);
        Assert.True(SpinWait.SpinUntil(
            () => server.Spy.Read(ChannelLayout.AnswerBell) == bell || !server.FarClient.IsAlive, 5_000));
    }
}
