using Singular.Channels.Runtime;
using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.Checking.Tests.Guest;

/// <summary>What goes over the line between checker and agent, and what does not.</summary>
public sealed class LineTests
{
    private readonly List<byte> _bells = [];
    private readonly List<LineFrame> _frames = [];

    [Fact]
    public void Frames_and_bells_come_as_they_went()
    {
        var random = new Random(2026);
        LineDecoder decoder = Decoder();
        for (int i = 0; i < 300; i++)
        {
            byte[] payload = new byte[i % 50 == 49 ? LineCodec.MaxPayload : random.Next(40)];
            random.NextBytes(payload);
            var frame = new LineFrame((CheckCommand)random.Next(256), (byte)random.Next(256), payload);
            byte bell = (byte)random.Next(1, LineCodec.LastBell + 1);
            Feed(decoder, [.. LineCodec.Fill([bell]), .. LineCodec.Fill(LineCodec.Encode(frame))]);
            Assert.Equal(bell, _bells[^1]);
            Assert.Equal((frame.Command, frame.Sequence), (_frames[^1].Command, _frames[^1].Sequence));
            Assert.Equal(payload, _frames[^1].Payload);
        }
        Assert.Equal((300, 300), (_bells.Count, _frames.Count));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0x10 }, "0x10")]
    [InlineData(new byte[] { 0xFF }, "0xFF")]
    [InlineData(new byte[] { 0xA5, 0x20, 1, 0xFF, 0xFF }, "65535 bytes of payload")]
    [InlineData(new byte[] { 0xA5, 0x20, 1, 0, 0, 0 }, "sum is wrong")]
    public void What_is_not_of_the_protocol_is_refused_by_name(byte[] bytes, string said)
    {
        LineProtocolException wrong = Assert.Throws<LineProtocolException>(() => Feed(Decoder(), bytes));
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>A frame with one bit changed is never taken for another one, and after the trouble the next frame is read.</summary>
    [Fact]
    public void A_spoilt_frame_is_never_taken()
    {
        byte[] good = LineCodec.Encode(LineFrame.OfText(CheckCommand.Done, 7, "everything"));
        for (int bit = 8; bit < good.Length * 8; bit++)
        {
            _frames.Clear();
            byte[] spoilt = (byte[])good.Clone();
            spoilt[bit / 8] ^= (byte)(1 << (bit % 8));
            LineDecoder decoder = Decoder();
            foreach (byte value in spoilt)
            {
                try
                {
                    decoder.Take(value);
                }
                catch (LineProtocolException)
                {
                    // Named; the decoder goes on.
                }
            }
            Assert.Empty(_frames);
        }
    }

    [Fact]
    public void Random_bytes_do_no_harm()
    {
        var random = new Random(7);
        LineDecoder decoder = Decoder();
        for (int i = 0; i < 1_000_000; i++)
        {
            try
            {
                decoder.Take((byte)random.Next(256));
            }
            catch (LineProtocolException)
            {
                // Expected of most.
            }
        }
        Assert.All(_bells, bell => Assert.InRange(bell, 1, LineCodec.LastBell));
        Assert.All(_frames, frame => Assert.InRange(frame.Payload.Length, 0, LineCodec.MaxPayload));
    }

    [Fact]
    public void Contents_come_as_they_went()
    {
        PortAccess[] accesses = [PortAccess.Read8(0x71), PortAccess.Write8(0x70, 0x0A), new(true, 0xFFFC, 4, 0xDEADBEEF)];
        Assert.Equal(accesses, PortAccess.Read(PortAccess.Write(accesses)));
        var status = new GuestStatus(true, 3, 2, 1, 5, 123_456, "RamDisk#0 in process placement is running");
        Assert.Equal(status, GuestStatus.Read(status.Write()));
        Assert.Throws<LineProtocolException>(() => PortAccess.Read(new byte[12]));
        Assert.Throws<LineProtocolException>(() => PortAccess.Read([2, 1, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<LineProtocolException>(() => PortAccess.Read([0, 3, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<LineProtocolException>(() => GuestStatus.Read(new byte[40]));
        Assert.Throws<LineProtocolException>(() => GuestStatus.Read([1, 1]));
    }

    [Fact]
    public void A_bell_wakes_who_sleeps_on_its_word_at_the_other_end()
    {
        var local = new CountingWaker();
        var rung = new List<byte>();
        var waker = new LineWaker(local, 0x1000, 0, rung.Add);
        waker.Wake(0x1000 + ChannelLayout.RequestBell);
        waker.WakeAndWait(0x1000 + ChannelLayout.AnswerBell, 0x1000 + ChannelLayout.RequestBell, 1, 2);
        waker.Hear(3);
        Assert.Equal([1, 2], rung);
        Assert.Equal([0x1000 + ChannelLayout.RequestBell, 0x1000 + ChannelLayout.CompletionBell], local.Woken);
        Assert.Equal([0x1000 + ChannelLayout.RequestBell], local.SleptOn);
    }

    [Fact]
    public void The_channel_out_of_the_guest_has_bells_of_its_own()
    {
        var local = new CountingWaker();
        var rung = new List<byte>();
        var waker = new LineWaker(local, 0x1000, LineCodec.FirstBellBack, rung.Add);
        waker.Wake(0x1000 + ChannelLayout.RequestBell);
        waker.WakeAndWait(0x1000 + ChannelLayout.AnswerBell, 0x1000 + ChannelLayout.RequestBell, 1, 2);
        waker.Hear(LineCodec.FirstBellBack + 3);
        Assert.Equal([LineCodec.FirstBellBack + 1, LineCodec.FirstBellBack + 2], rung);
        Assert.Equal([0x1000 + ChannelLayout.RequestBell, 0x1000 + ChannelLayout.CompletionBell], local.Woken);
        Assert.All(rung, bell => Assert.InRange(bell, 1, LineCodec.LastBell));
    }

    private LineDecoder Decoder() => new(_bells.Add, _frames.Add);

    private static void Feed(LineDecoder decoder, byte[] bytes)
    {
        foreach (byte value in bytes)
            decoder.Take(value);
    }

    private sealed class CountingWaker : IWaker
    {
        internal List<nint> Woken { get; } = [];

        internal List<nint> SleptOn { get; } = [];

        public void Wake(nint word) => Woken.Add(word);

        public bool Wait(nint word, uint expected, long nanoseconds)
        {
            SleptOn.Add(word);
            return true;
        }

        public bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds) => throw new NotSupportedException("A line has no step of that kind.");
    }
}
