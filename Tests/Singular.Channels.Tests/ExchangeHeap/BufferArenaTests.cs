using System.Buffers.Binary;
using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>The slots of a region from both ends, each with a mapping of its own, and messages that lie about them.</summary>
public sealed class BufferArenaTests : IDisposable
{
    private const int Half = ChannelLayout.BufferSlotCount / 2;

    private readonly ChannelRegion _near;
    private readonly ChannelRegion _far;
    private readonly ChannelRegion _spy;
    private readonly Domain _server = new("Server#0", DomainOptions.None);
    private readonly Domain _client = new("Client#0", DomainOptions.None);
    private readonly BufferPort _clientEnd;
    private readonly BufferPort _serverEnd;

    public BufferArenaTests()
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create(ChannelLayout.RegionBytesWithBuffers);
        _near = new ChannelRegion(memory);
        _far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        _spy = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        _clientEnd = BufferPort.OfClient(_server, _near);
        _serverEnd = BufferPort.OfServer(_client, _far);
        _clientEnd.LendTo(_server);
    }

    public void Dispose()
    {
        _server.Stop();
        _client.Stop();
        _near.Dispose();
        _far.Dispose();
        _spy.Dispose();
    }

    [Fact]
    public void A_long_buffer_goes_by_slot_and_comes_back_in_the_same_one()
    {
        long word = _server.Buffers.Allocate(65_536);
        _server.Buffers.Pin(word).Fill(7);
        _server.Buffers.Unpin(word);
        for (uint crossing = 1; crossing < 100; crossing += 2)
        {
            byte[] request = SlotEnds.Send(_clientEnd, word);
            Assert.Equal(8, request.Length);
            ulong name = BinaryPrimitives.ReadUInt64LittleEndian(request);
            Assert.True(SlotName.IsName(name));
            Assert.Equal((0u, 65_536u, crossing), (SlotName.Number(name), SlotName.Length(name), SlotName.Crossing(name)));
            // The process has it, and its account here says so.
            Assert.Equal((65_536, 1), (_server.BufferBytes, _server.BufferCount));
            long far = SlotEnds.Receive(_serverEnd, request);
            Assert.True(_client.Buffers.Pin(far).IndexOfAnyExcept((byte)crossing, (byte)7) < 0);
            _client.Buffers.Unpin(far);
            word = SlotEnds.Receive(_clientEnd, SlotEnds.Send(_serverEnd, far));
            Assert.Equal(0, _client.BufferCount);
            Assert.Equal((65_536, 1), (_server.BufferBytes, _server.BufferCount));
        }
        _server.Buffers.Release(word);
        Assert.Equal((0, 0), (_server.BufferBytes, _server.BufferCount));
    }

    [Fact]
    public void What_the_other_end_releases_comes_back()
    {
        for (int round = 0; round < 10; round++)
        {
            long[] far = [.. Enumerable.Range(0, Half).Select(_ => SlotEnds.Receive(_serverEnd, SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(10_000))))];
            Assert.Equal((Half, Half), (_server.BufferCount, _client.BufferCount));
            // No slot is free: this one goes as bytes.
            Assert.Equal(5 + 10_000, SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(10_000)).Length);
            _client.Buffers.Release(far[3]);
            Assert.Equal(Half - 1, _server.BufferCount);
            byte[] message = SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(10_000));
            Assert.Equal(3u, SlotName.Number(BinaryPrimitives.ReadUInt64LittleEndian(message)));
            far[3] = SlotEnds.Receive(_serverEnd, message);
            foreach (long word in far)
                _client.Buffers.Release(word);
            Assert.Equal((0, 0), (_server.BufferCount, _client.BufferCount));
        }
    }

    [Fact]
    public void Each_end_has_slots_of_its_own()
    {
        var made = new List<long>();
        for (int i = 0; i < Half; i++)
            made.Add(SlotEnds.Receive(_clientEnd, SlotEnds.Send(_serverEnd, _client.Buffers.Allocate(5_000))));
        Assert.Equal(Half, _server.BufferCount);
        // What the other end made is charged here only while it is here.
        Assert.Equal(0, _client.BufferCount - Half);
        foreach (long word in made)
            _server.Buffers.Release(word);
        Assert.Equal((0, 0), (_server.BufferCount, _client.BufferCount));
    }

    [Theory]
    [InlineData(0u, 1u, 100u)]    // free at home
    [InlineData(1u, 3u, 100u)]    // with the other end, but that is its next crossing but one
    [InlineData(1u, 1u, 100u)]    // the crossing that it has made already
    [InlineData(1u, 0u, 100u)]
    [InlineData(15u, 0u, 100u)]
    [InlineData(15u, 2u, 100u)]
    [InlineData(16u, 1u, 100u)]   // no slot
    [InlineData(127u, 1u, 100u)]
    [InlineData(15u, 1u, 65_537u)]
    [InlineData(15u, 1u, 131_071u)]
    [InlineData(15u, 1u, 3u)]     // no whole number of elements
    public void A_message_that_names_a_slot_wrongly_is_malformed(uint slot, uint crossing, uint length)
    {
        // Slot 1 is with the other end, its first crossing made.
        long first = _server.Buffers.Allocate(5_000);
        SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(5_000));
        _server.Buffers.Release(first);
        byte[] message = new byte[SlotName.Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(message, SlotName.Of(slot, length, crossing));
        Assert.Throws<MalformedMessageException>(() => SlotEnds.Receive(_clientEnd, message, 4));
        Assert.Equal(1, _server.BufferCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_name_that_is_cut_off_is_malformed(int length)
    {
        byte[] message = SlotEnds.Send(_serverEnd, _client.Buffers.Allocate(5_000));
        Assert.Throws<MalformedMessageException>(() => SlotEnds.Receive(_clientEnd, message[..length]));
        Assert.Equal(0, _server.BufferCount);
        _server.Buffers.Release(SlotEnds.Receive(_clientEnd, message));
    }

    [Fact]
    public void A_slot_is_not_received_twice()
    {
        byte[] message = SlotEnds.Send(_serverEnd, _client.Buffers.Allocate(5_000));
        long word = SlotEnds.Receive(_clientEnd, message);
        Assert.Throws<MalformedMessageException>(() => SlotEnds.Receive(_clientEnd, message));
        _server.Buffers.Release(word);
        Assert.Throws<MalformedMessageException>(() => SlotEnds.Receive(_clientEnd, message));
        Assert.Equal(0, _server.BufferCount);
    }

    [Fact]
    public void A_request_that_was_not_read_gives_its_slots_back()
    {
        _clientEnd.BeginRequest();
        SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(5_000));
        SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(5_000));
        Assert.Equal(2, _server.BufferCount);
        _clientEnd.TakeBack();
        Assert.Equal((0, 0), (_server.BufferCount, _server.BufferBytes));
        // Both ends still agree on the crossings.
        _client.Buffers.Release(SlotEnds.Receive(_serverEnd, SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(5_000))));
        Assert.Equal((0, 0), (_server.BufferCount, _client.BufferCount));
    }

    [Fact]
    public void A_server_that_sends_back_what_it_says_it_did_not_read_is_malformed()
    {
        _clientEnd.BeginRequest();
        long far = SlotEnds.Receive(_serverEnd, SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(5_000)));
        long word = SlotEnds.Receive(_clientEnd, SlotEnds.Send(_serverEnd, far));
        Assert.Throws<MalformedMessageException>(_clientEnd.TakeBack);
        Assert.Equal(1, _server.BufferCount);
        _server.Buffers.Release(word);
        Assert.Equal(0, _server.BufferCount);
    }

    [Fact]
    public void Return_words_that_lie_free_no_slot_that_is_here()
    {
        long held = _server.Buffers.Allocate(5_000);
        _server.Buffers.Pin(held).Fill(9);
        SlotEnds.Send(_clientEnd, _server.Buffers.Allocate(5_000));
        var random = new Random(20261126);
        for (int round = 0; round < 1_000; round++)
        {
            for (int slot = 0; slot < ChannelLayout.BufferSlotCount; slot++)
                _spy.Write(ChannelLayout.BufferReturnWord(slot), (uint)random.Next(4));
            long word = _server.Buffers.Allocate(5_000);
            _server.Buffers.Pin(word).Fill(1);
            _server.Buffers.Unpin(word);
            Assert.Equal(-1, _server.Buffers.Pin(held).IndexOfAnyExcept((byte)9));
            _server.Buffers.Unpin(held);
            _server.Buffers.Release(word);
        }
        _server.Buffers.Unpin(held);
        _server.Buffers.Release(held);
    }

    [Fact]
    public void The_end_of_a_channel_discharges_what_the_other_end_had_and_keeps_what_is_here()
    {
        long[] words = [.. Enumerable.Range(0, 4).Select(_ => _server.Buffers.Allocate(65_536))];
        _server.Buffers.Pin(words[0]).Fill(5);
        SlotEnds.Send(_clientEnd, words[1]);
        SlotEnds.Send(_clientEnd, words[2]);
        Assert.Equal(4, _server.BufferCount);
        _clientEnd.Close();
        _near.Dispose();
        Assert.Equal(2, _server.BufferCount);
        // Pinned memory stays mapped.
        Assert.Equal(-1, _server.Buffers.Pin(words[0]).IndexOfAnyExcept((byte)5));
        _server.Stop();
        Assert.Equal(1, _server.BufferCount);
        _server.Buffers.Unpin(words[0]);
        _server.Buffers.Unpin(words[0]);
        Assert.Equal((0, 0), (_server.BufferCount, _server.BufferBytes));
    }

    [Fact]
    public void A_region_without_slots_takes_bytes_only()
    {
        using var plain = new ChannelRegion(LinuxChannelMemory.Create());
        var peer = new Domain("Plain#0", DomainOptions.None);
        BufferPort port = BufferPort.OfClient(peer, plain);
        Assert.Equal(5 + 65_536, SlotEnds.Send(port, peer.Buffers.Allocate(65_536)).Length);
        Assert.Throws<MalformedMessageException>(() => SlotEnds.Receive(port, SlotEnds.Send(_serverEnd, _client.Buffers.Allocate(5_000))));
        Assert.Equal(0, peer.BufferCount);
    }
}
