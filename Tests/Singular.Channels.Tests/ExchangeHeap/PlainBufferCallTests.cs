using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>Calls that carry one buffer and keep nothing in a frame: refused after they went in they are out again and the buffer is gone. Each with a server
/// whose calls take the fast way and with one whose code awaits.</summary>
public sealed class PlainBufferCallTests
{
    // Longer than what goes in the message.
    private const int Length = 9_000;

    public static TheoryData<string, DomainOptions> Servers
    {
        get
        {
            var servers = new TheoryData<string, DomainOptions>();
            foreach (string placement in new[] { "kernel", "process", "process with slots" })
            {
                foreach (DomainOptions options in new[] { DomainOptions.None, DomainOptions.UsesAwait })
                    servers.Add(placement, options);
            }
            return servers;
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Buffers_go_over_and_come_back(string placement, DomainOptions options)
    {
        using var server = Place(placement, options);
        server.AsClient(() =>
        {
            for (int round = 0; round < 40; round++)
            {
                Owned<byte> sent = Make((byte)round);
                Assert.Equal(Length, server.Client.Keep(sent));
                Assert.Throws<StaleBufferException>(() => sent.Length);
                Owned<byte> back = server.Client.Take().Value;
                using (var pin = back.Pin())
                    Assert.True(pin.Span.IndexOfAnyExcept((byte)round) < 0);
                back.Dispose();
                Assert.Equal(Colour.Black, server.Client.Take().Error);
            }
        });
        AssertOutAndEmpty(server);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_handle_that_holds_nothing_is_refused_and_the_call_goes_out(string placement, DomainOptions options)
    {
        using var server = Place(placement, options);
        SynchronizationContext? before = SynchronizationContext.Current;
        server.AsClient(() =>
        {
            Owned<byte> released = Make(1);
            released.Dispose();
            foreach (Owned<byte> wrong in new[] { default, released, new(ParkedBuffers.FirstWord), new(ParkedBuffers.FirstWord + 1), new(-1) })
            {
                var refused = Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(wrong));
                Assert.Contains("holds no buffer", refused.Reason, StringComparison.Ordinal);
                Assert.Same(server.ClientDomain, Domain.Current);
                Assert.Equal(0, server.ServerDomain.ThreadsInside);
            }
            Owned<byte> pinned = Make(2);
            var pin = pinned.Pin();
            Exception? seen = Record.Exception(() => server.Client.Keep(pinned));
            pin.Dispose();
            Assert.Contains("pinned", Assert.IsType<ChannelProtocolException>(seen).Reason, StringComparison.Ordinal);
        });
        Assert.Same(before, SynchronizationContext.Current);
        AssertOutAndEmpty(server);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_call_that_cannot_go_in_consumes_its_buffer(string placement, DomainOptions options)
    {
        using var server = Place(placement, options);
        server.AsClient(() =>
        {
            // Legal but for a value that is no colour: refused before it goes in.
            Owned<byte> first = Make(1);
            Assert.Throws<ChannelProtocolException>(() => server.Client.Copy(first, default, (Colour)55));
            Assert.Throws<StaleBufferException>(() => first.Length);
            server.Driver.BufferCountLimit = 0;
            Owned<byte> second = Make(2);
            Assert.Contains("holds 0 buffers", Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(second)).Reason, StringComparison.Ordinal);
            Assert.Throws<StaleBufferException>(() => second.Length);
            Assert.Same(server.ClientDomain, Domain.Current);
        });
        AssertOutAndEmpty(server);
        server.ServerDomain.Stop();
        server.AsClient(() =>
        {
            Owned<byte> late = Make(3);
            Assert.Throws<ChannelClosedException>(() => server.Client.Keep(late));
            Assert.Throws<StaleBufferException>(() => late.Length);
        });
        Assert.Equal((0, 0L), (server.ClientDomain.BufferCount, server.ClientDomain.BufferBytes));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_client_without_room_gets_no_result_and_the_server_lives(string placement, DomainOptions options)
    {
        using var server = Place(placement, options);
        server.AsClient(() =>
        {
            server.Client.Keep(Make(1));
            server.ClientDomain.BufferCountLimit = 0;
            Assert.Contains("no room", Assert.Throws<ChannelProtocolException>(() => server.Client.Take()).Reason, StringComparison.Ordinal);
            server.ClientDomain.BufferCountLimit = 10;
            server.Client.Keep(Make(2));
            server.Client.Take().Value.Dispose();
        });
        AssertOutAndEmpty(server);
    }

    [Theory]
    [InlineData(DomainOptions.None)]
    [InlineData(DomainOptions.UsesAwait)]
    public void A_call_that_meets_itself_consumes_its_buffer(DomainOptions options)
    {
        PlacedServer<IBuffers>? server = null;
        Owned<byte> own = default;
        Exception? seen = null;
        int left = -1;
        // The code of the server, which calls itself through its client's endpoint.
        var calling = new BuffersServer(() =>
        {
            seen = Record.Exception(() => server!.Client.Keep(own));
            left = server!.ClientDomain.BufferCount;
        });
        using (server = PlacedServer<IBuffers>.Place("kernel", () => calling, options))
        {
            server.AsClient(() =>
            {
                own = Make(1);
                server.Client.Release(0);
            });
            Assert.Contains("called again", Assert.IsType<ChannelProtocolException>(seen).Reason, StringComparison.Ordinal);
            Assert.Equal(0, left);
            AssertOutAndEmpty(server);
        }
    }

    private static PlacedServer<IBuffers> Place(string placement, DomainOptions options) =>
        PlacedServer<IBuffers>.Place(placement, () => new BuffersServer(), options);

    private static Owned<byte> Make(byte value)
    {
        var buffer = Owned<byte>.Allocate(Length);
        using var pin = buffer.Pin();
        pin.Span.Fill(value);
        return buffer;
    }

    private static void AssertOutAndEmpty(PlacedServer<IBuffers> server)
    {
        Assert.True(server.ServerDomain.IsAlive);
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
        Domain[] all = server is BehindChannel<IBuffers> far
            ? [server.ClientDomain, server.ServerDomain, far.FarClient, far.FarServer]
            : [server.ClientDomain, server.ServerDomain];
        Assert.All(all, domain => Assert.Equal((domain.Name, 0, 0L), (domain.Name, domain.BufferCount, domain.BufferBytes)));
        // It is called as before.
        Assert.Equal(0, server.AsClient(() => server.Client.Kept()));
    }
}
