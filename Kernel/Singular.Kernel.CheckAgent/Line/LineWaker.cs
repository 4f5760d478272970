using Singular.Channels.Runtime;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>Sleeps on words of a channel whose other end is in another machine: who is to be woken there hears a bell over the line.</summary>
/// <param name="local">Sleeps and wakes on this side.</param>
/// <param name="channel">Address of the channel's first byte on this side.</param>
/// <param name="firstBell">Bell of the channel's first cache line: 0 or <see cref="LineCodec.FirstBellBack"/>.</param>
/// <param name="ring">Sends a bell.</param>
public sealed class LineWaker(IWaker local, nint channel, byte firstBell, Action<byte> ring) : IWaker
{
    private const int CacheLine = 64;

    public void Wake(nint word)
    {
        ring((byte)(firstBell + (word - channel) / CacheLine));
        // The word may also have a sleeper on this side, as when this end is closed.
        local.Wake(word);
    }

    public bool Wait(nint word, uint expected, long nanoseconds) => local.Wait(word, expected, nanoseconds);

    public bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds)
    {
        ring((byte)(firstBell + (wake - channel) / CacheLine));
        return local.Wait(word, expected, nanoseconds);
    }

    /// <summary>A bell has come: wakes who sleeps on its word here.</summary>
    public void Hear(byte bell) => local.Wake(channel + (bell - firstBell) * CacheLine);
}
