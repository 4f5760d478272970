using Singular.Channels.Runtime;

namespace Singular.Channels.Tests;

/// <summary>Arguments that go in one step: every length arrives, and nothing of an earlier message goes along.</summary>
public sealed class ShortArgumentsTests
{
    [Fact]
    public void Every_length_arrives_and_zeros_follow_it()
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create(ChannelLayout.RegionBytes);
        using var near = new ChannelRegion(memory);
        using var far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        var sent = new MessageBuffer(ChannelLayout.AreaBytes);
        var received = new MessageBuffer(ChannelLayout.AreaBytes);
        for (uint number = 1; number <= 200; number++)
        {
            int length = 1 + (int)(number * 7 % ChannelRegion.OneStep);
            // An earlier, longer message of secrets.
            sent.Span(2 * ChannelRegion.OneStep).Fill(0xEE);
            received.Span(2 * ChannelRegion.OneStep).Fill(0x55);
            sent.Span(length).Fill((byte)number);

            near.WriteShortArguments(number, sent, length);
            far.ReadShortArguments(number, received);

            byte[] expected = new byte[ChannelRegion.OneStep];
            expected.AsSpan(0, length).Fill((byte)number);
            Assert.Equal(expected, received.Span(ChannelRegion.OneStep).ToArray());
            // What the slot has behind them is as it was.
            Assert.Equal(0ul, far.Read64(ChannelLayout.RequestArguments(number, 0) + ChannelRegion.OneStep));
        }
    }
}
