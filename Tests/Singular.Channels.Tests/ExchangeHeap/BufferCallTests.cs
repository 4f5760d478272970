using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Buffers in calls, in both placements: what moves, what comes of a call that goes wrong, and who is charged.</summary>
public sealed class BufferCallTests
{
    public static TheoryData<string> Placements => ["kernel", "process", "process with slots"];

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_buffer_goes_over_and_comes_back(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            Owned<byte> sent = Make(1000, 42);
            Assert.Equal(1000, server.Client.Keep(sent));
            Assert.Throws<StaleBufferException>(() => sent.Length);
            sent.Dispose();
            Assert.Equal((0, 1), (server.ClientDomain.BufferCount, server.Driver.BufferCount));
            Assert.Equal(1024, server.Driver.BufferBytes);
            Assert.Equal(1, server.Client.Kept());

            Owned<byte> back = server.Client.Take().Value;
            AssertAll(back, 1000, 42);
            Assert.Equal((1, 0), (server.ClientDomain.BufferCount, server.Driver.BufferCount));
            back.Dispose();
            Assert.Equal(Colour.Black, server.Client.Take().Error);
        });
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Elements_keep_their_values(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            var numbers = Owned<int>.Allocate(16_384);
            using (var pin = numbers.Pin())
            {
                for (int i = 0; i < pin.Span.Length; i++)
                    pin.Span[i] = i;
            }
            for (int round = 0; round < 10; round++)
                numbers = server.Client.Add(numbers, 1000);
            using (var pin = numbers.Pin())
            {
                for (int i = 0; i < pin.Span.Length; i++)
                    Assert.Equal(10_000 + i, pin.Span[i]);
            }
            numbers.Dispose();

            var first = Owned<double>.Allocate(3);
            var second = Owned<double>.Allocate(3);
            using (var pin = first.Pin())
                pin.Span.Fill(0.5);
            using (var pin = second.Pin())
                pin.Span.Fill(2.25);
            Owned<double> sum = server.Client.Sum(first, second, "comment");
            using (var pin = sum.Pin())
                Assert.Equal([2.75, 2.75, 2.75], pin.Span.ToArray());
            sum.Dispose();
        });
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Buffers_of_every_length_pass(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            foreach (int length in new[] { 0, 1, 7, 64, 65, 2_048, 2_049, 4_096, 65_535, 65_536 })
            {
                server.Client.Keep(Make(length, (byte)length));
                Owned<byte> back = server.Client.Take().Value;
                AssertAll(back, length, (byte)length);
                back.Dispose();
            }
        });
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_call_consumes_what_it_was_handed_also_when_it_is_refused(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            // A value that is no colour, beside a good buffer.
            Owned<byte> good = Make(100, 1);
            Assert.Throws<ChannelProtocolException>(() => server.Client.Copy(good, default, (Colour)55));
            Assert.Throws<StaleBufferException>(() => good.Length);

            // The same handle twice.
            var twice = Owned<double>.Allocate(10);
            var refused = Assert.Throws<ChannelProtocolException>(() => server.Client.Sum(twice, twice, ""));
            Assert.Equal("IBuffers.Sum", refused.Member);
            Assert.StartsWith("second: ", refused.Reason, StringComparison.Ordinal);
            Assert.Throws<StaleBufferException>(() => twice.Length);

            // Nothing.
            Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(default));

            // A null string behind two good ones.
            Assert.Throws<ChannelProtocolException>(() => server.Client.Sum(Owned<double>.Allocate(1), Owned<double>.Allocate(1), null!));
            Assert.Equal(0, server.ClientDomain.BufferCount);
            Assert.Equal(0, server.Client.Kept());
        });
        Assert.True(server.ServerDomain.IsAlive);
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_pinned_buffer_does_not_move(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            Owned<byte> buffer = Make(100, 9);
            var pin = buffer.Pin();
            string reason = "";
            try
            {
                server.Client.Keep(buffer);
            }
            catch (ChannelProtocolException refused)
            {
                reason = refused.Reason;
            }
            Assert.Contains("pinned", reason, StringComparison.Ordinal);
            Assert.Throws<StaleBufferException>(() => buffer.Length);
            Assert.Equal(9, pin.Span[99]);
            Assert.Equal(1, server.ClientDomain.BufferCount);
            pin.Dispose();
            Assert.Equal(0, server.Client.Kept());
        });
        AssertNothingHeld(server);
    }

    [Theory]
    [InlineData("kernel", "throw", "UnhandledException")]
    [InlineData("kernel", "condemn", "AccessOutsideGrant")]
    [InlineData("kernel", "default", "InvalidResult")]
    [InlineData("kernel", "stale", "InvalidResult")]
    [InlineData("kernel", "pinned", "InvalidResult")]
    [InlineData("process", "throw", "UnhandledException")]
    [InlineData("process with slots", "throw", "UnhandledException")]
    [InlineData("process", "condemn", "AccessOutsideGrant")]
    [InlineData("process with slots", "condemn", "AccessOutsideGrant")]
    [InlineData("process", "default", "InvalidResult")]
    [InlineData("process with slots", "default", "InvalidResult")]
    [InlineData("process", "stale", "InvalidResult")]
    [InlineData("process with slots", "stale", "InvalidResult")]
    [InlineData("process", "pinned", "InvalidResult")]
    [InlineData("process with slots", "pinned", "InvalidResult")]
    public void A_server_that_fails_with_a_buffer_in_hand_loses_all_it_held(string placement, string what, string code)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            server.Client.Keep(Make(500, 1));
            server.Client.Keep(Make(500, 2));
            Owned<byte> buffer = Make(100, 3);
            Assert.Equal(code, Assert.Throws<ChannelFaultException>(() => server.Client.Trouble(what, buffer)).Code);
            Assert.Throws<StaleBufferException>(() => buffer.Length);
            // The server is dead now; a call still consumes what it is handed.
            Owned<byte> late = Make(100, 4);
            Assert.Throws<ChannelClosedException>(() => server.Client.Keep(late));
            Assert.Throws<StaleBufferException>(() => late.Length);
        });
        Assert.False(server.Driver.IsAlive);
        // Its pin is for ever, so that memory is not used again; everything else is.
        Assert.Equal(what == "pinned" ? 1 : 0, server.Driver.BufferCount);
        Assert.Equal(0, server.ClientDomain.BufferCount);
        if (placement != "kernel")
            Assert.Equal(0, server.ServerDomain.BufferCount);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_handle_that_was_kept_after_the_move_is_stale_for_the_server_too(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            Owned<byte> mine = server.Client.Trouble("twice", Make(100, 5));
            AssertAll(mine, 100, 5);
            Owned<byte> other = Make(10, 6);
            Assert.Equal("InvalidResult", Assert.Throws<ChannelFaultException>(() => server.Client.Trouble("again", other)).Code);
            AssertAll(mine, 100, 5);
            mine.Dispose();
        });
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_server_that_is_full_is_not_called(string placement)
    {
        using var server = Place(placement);
        server.Driver.BufferCountLimit = 2;
        server.AsClient(() =>
        {
            server.Client.Keep(Make(10, 1));
            server.Client.Keep(Make(10, 1));
            Owned<byte> third = Make(10, 1);
            var refused = Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(third));
            Assert.Contains("holds 2 buffers", refused.Reason, StringComparison.Ordinal);
            Assert.Throws<StaleBufferException>(() => third.Length);
            // The first of two finds room, the second does not.
            server.Client.Take().Value.Dispose();
            Assert.Throws<ChannelProtocolException>(() => server.Client.Sum(Owned<double>.Allocate(1), Owned<double>.Allocate(1), ""));
            Assert.Equal(1, server.Driver.BufferCount);
            Assert.Equal(1, server.Client.Kept());
            server.Client.Take().Value.Dispose();
        });
        Assert.True(server.ServerDomain.IsAlive);
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_client_that_is_full_gets_no_result(string placement)
    {
        using var server = Place(placement);
        server.AsClient(() =>
        {
            server.Client.Keep(Make(10, 1));
            server.ClientDomain.BufferCountLimit = 0;
            Assert.Contains("no room", Assert.Throws<ChannelProtocolException>(() => server.Client.Take()).Reason, StringComparison.Ordinal);
            Assert.Equal(0, server.Client.Kept());
        });
        Assert.True(server.ServerDomain.IsAlive);
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Buffers_move_in_tasks(string placement)
    {
        using var server = Place(placement);
        for (int length = 0; length < 2_000; length += 190)
        {
            ValueTask<Owned<byte>> now = server.AsClient(() => server.Client.Later(Make(length, 7), true));
            ValueTask<Owned<byte>> later = server.AsClient(() => server.Client.Later(Make(length, 8), false));
            ValueTask<Result<Owned<byte>, Colour>> made = server.AsClient(() => server.Client.TryLater(length));
            ValueTask<Result<Owned<byte>, Colour>> failed = server.AsClient(() => server.Client.TryLater(-1));
            // Over a channel it is only on its way.
            Assert.True(now.IsCompleted || placement != "kernel");
            server.AsClient(() => server.Client.Release(3));
            Owned<byte>[] all = [await now, await later, (await made).Value];
            Assert.Equal(Colour.Red, (await failed).Error);
            server.AsClient(() =>
            {
                AssertAll(all[0], length, 7);
                AssertAll(all[1], length, 8);
                AssertAll(all[2], length, 0);
                foreach (Owned<byte> buffer in all)
                    buffer.Dispose();
            });
        }
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Buffers_of_calls_under_way_go_with_the_server(string placement)
    {
        using var server = Place(placement);
        List<ValueTask<Owned<byte>>> waiting = [];
        for (int i = 0; i < 20; i++)
            waiting.Add(server.AsClient(() => server.Client.Later(Make(100, 1), false)));
        // Requests are carried out in order, so all twenty are with the server when this one is answered.
        server.AsClient(() => server.Client.Release(0));
        Assert.Equal(20, server.Driver.BufferCount);
        server.Driver.Condemn("AccessOutsideGrant", "a test");
        server.ServerDomain.Condemn("AccessOutsideGrant", "a test");
        Assert.All(waiting, task => Assert.ThrowsAsync<ChannelFaultException>(async () => await task).Wait());
        AssertNothingHeld(server);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Results_for_a_dead_client_are_released(string placement)
    {
        using var server = Place(placement);
        for (int i = 0; i < 20; i++)
            _ = server.AsClient(() => server.Client.TryLater(100));
        server.ClientDomain.Stop();
        // The client is dead; somebody else goes on calling the server.
        var driver = (IBuffers)(object)GeneratedCode.For<IBuffers>().CreateBoundary(
            placement == "kernel" ? server.Slot : ((BehindChannel<IBuffers>)server).FarSlot, Domain.Kernel);
        driver.Release(20);
        // Short buffers are charged to nobody while they are on the wire: nothing may be held for a moment and something after it.
        for (int look = 0; look < 3; look++)
        {
            Assert.True(SpinWait.SpinUntil(() => All(server).All(domain => domain is { BufferCount: 0, BufferBytes: 0 }), 5_000));
            Thread.Sleep(50);
        }
    }

    [Fact]
    public void A_move_in_one_address_space_copies_nothing()
    {
        using var server = Place("kernel");
        server.AsClient(() =>
        {
            var buffer = Owned<int>.Allocate(100);
            nint before = Address(buffer);
            buffer = server.Client.Add(buffer, 1);
            Assert.Equal(before, Address(buffer));
            buffer.Dispose();
        });
    }

    private static unsafe nint Address(Owned<int> buffer)
    {
        using var pin = buffer.Pin();
        return (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pin.Span[0]);
    }

    private static PlacedServer<IBuffers> Place(string placement) =>
        PlacedServer<IBuffers>.Place(placement, () => new BuffersServer());

    private static Owned<byte> Make(int length, byte value)
    {
        var buffer = Owned<byte>.Allocate(length);
        using var pin = buffer.Pin();
        pin.Span.Fill(value);
        return buffer;
    }

    private static void AssertAll(Owned<byte> buffer, int length, byte value)
    {
        using var pin = buffer.Pin();
        Assert.Equal(length, pin.Span.Length);
        Assert.True(pin.Span.IndexOfAnyExcept(value) < 0);
    }

    private static Domain[] All(PlacedServer<IBuffers> server) => server is BehindChannel<IBuffers> far
        ? [server.ClientDomain, server.ServerDomain, far.FarClient, far.FarServer]
        : [server.ClientDomain, server.ServerDomain];

    private static void AssertNothingHeld(PlacedServer<IBuffers> server)
    {
        Assert.All(All(server), domain => Assert.Equal((domain.Name, 0, 0L), (domain.Name, domain.BufferCount, domain.BufferBytes)));
    }
}
