using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.Hostile;

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
            byte[] arguments = Arguments(random);
            uint target = random.Next(4) == 0 ? (uint)random.Next() : 0;
            ulong ticket = random.Next(4) == 0 ? (ulong)random.NextInt64() : 0;
            server.Spy.PutRequest(2, target, (uint)(random.Next(4) == 0 ? random.Next() : random.Next(10)), ticket, arguments,
                random.Next(10) == 0 ? (uint)random.Next() : null);
            WaitForAnswerOrEnd(server, ticket);
            // Either the request made sense, or the client is the one that is dead.
            Assert.True(server.FarServer.IsAlive);
            if (!server.FarClient.IsAlive)
                Assert.Equal("MalformedMessage", server.FarClient.Fault!.Code);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(66u)]
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
            server.Spy.PutRequest(3 + id / 0x1_0000, 1 + id, 3, 0, []);
            WaitForAnswerOrEnd(server, 0);
            Assert.Equal((uint)AnswerStatus.Unread, (uint)(server.Spy.Read64(ChannelLayout.AnswerWord) >> 32));
        }
        Assert.True(server.FarClient.IsAlive);
    }

    [Fact]
    public void An_asynchronous_request_without_a_ticket_ends_the_channel()
    {
        using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.None);
        server.Spy.PutRequest(1, 0, 0, 0, []);
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
            server.Spy.Put(ChannelLayout.CompletionSlots, slot);
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
                    server.Spy.Put(offset & ~3, noise);
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

    private static byte[] Arguments(Random random)
    {
        byte[] arguments = new byte[random.Next(400) & ~3];
        random.NextBytes(arguments);
        // Often plausible lengths, so that parsing gets further.
        for (int i = 0; i + 4 <= arguments.Length; i += 4)
        {
            if (random.Next(2) == 0)
                BitConverter.TryWriteBytes(arguments.AsSpan(i), random.Next(8));
        }
        return arguments;
    }

    private static void WaitForAnswerOrEnd<TContract>(BehindChannel<TContract> server, ulong ticket)
        where TContract : class
    {
        uint bell = server.Spy.Read(ChannelLayout.RequestBell);
        int word = ticket == 0 ? ChannelLayout.AnswerBell : ChannelLayout.RequestsTaken;
        Assert.True(SpinWait.SpinUntil(() => server.Spy.Read(word) == bell || !server.FarClient.IsAlive, 5_000));
    }
}
