using System.Runtime.CompilerServices;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.IsolationRules;

public sealed class Rule1_5_AHandleReachesItsHoldersBuffersOnly
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    /// <summary>The client makes handles up and hands them over, in the hope of a buffer of somebody else.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_word_that_was_made_up_moves_nothing(string placement)
    {
        var victim = new Domain("Victim#0", DomainOptions.None);
        Owned<byte> secret = default;
        victim.TryRun(() => secret = Owned<byte>.Allocate(100));
        using var server = PlacedServer<IBuffers>.Place(placement, () => new BuffersServer());
        RunOutcome outcome = server.ClientDomain.TryRun(() =>
        {
            Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(secret));
            foreach (long word in new[] { 1, 2, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, -1, Unsafe.BitCast<Owned<byte>, long>(secret) + 1 })
                Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(Unsafe.BitCast<long, Owned<byte>>(word)));
        });
        Assert.Equal((RunOutcome.Done, 0), (outcome, server.Client.Kept()));
        Assert.Equal(1, victim.BufferCount);
        victim.Stop();
    }

    /// <summary>The words of the places in which a call carries buffers past the tables are well known; while a driver's code runs nothing is there.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void The_word_of_a_place_holds_nothing_of_others(string placement)
    {
        using var server = PlacedServer<IBuffers>.Place(placement, () => new BuffersServer());
        RunOutcome outcome = server.ClientDomain.TryRun(() =>
        {
            for (long word = 0xFFFFC; word <= 0xFFFFF; word++)
            {
                server.Client.Keep(Owned<byte>.Allocate(100));
                Owned<byte> place = Unsafe.BitCast<long, Owned<byte>>(word);
                Assert.Throws<StaleBufferException>(() => place.Length);
                Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(place));
                place.Dispose();
                server.Client.Take().Value.Dispose();
            }
        });
        Assert.Equal((RunOutcome.Done, 0, 0), (outcome, server.Client.Kept(), server.ClientDomain.BufferCount));
    }

    /// <summary>A thread moves a buffer away while another one writes through a span over it. Whoever gets it must not see the writes, and
    /// the writer must not reach the memory of the next one.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_buffer_does_not_move_under_a_span(string placement)
    {
        using var server = PlacedServer<IBuffers>.Place(placement, () => new BuffersServer());
        RunOutcome outcome = server.ClientDomain.TryRun(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                Owned<byte> buffer = Owned<byte>.Allocate(64);
                Pinned<byte> pin = buffer.Pin();
                Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(buffer));
                using Owned<byte> next = Owned<byte>.Allocate(64);
                pin.Span.Fill(0xEE);
                using (Pinned<byte> other = next.Pin())
                    Assert.Equal(-1, other.Span.IndexOfAnyExcept((byte)0));
                pin.Dispose();
            }
        });
        Assert.Equal(RunOutcome.Done, outcome);
        Assert.Equal(0, server.Client.Kept());
        Assert.Equal(0, server.ClientDomain.BufferCount);
    }

    /// <summary>The client keeps a copy of the handle and uses it after the move.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_copy_of_a_moved_handle_is_stale(string placement)
    {
        using var server = PlacedServer<IBuffers>.Place(placement, () => new BuffersServer());
        RunOutcome outcome = server.ClientDomain.TryRun(() =>
        {
            Owned<byte> buffer = Owned<byte>.Allocate(16);
            Owned<byte> copy = buffer;
            server.Client.Keep(buffer);
            Assert.Throws<StaleBufferException>(() => copy.Length);
            Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(copy));
            copy.Dispose();
            Assert.Equal(1, server.Client.Kept());
        });
        Assert.Equal(RunOutcome.Done, outcome);
    }
}
