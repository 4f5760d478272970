namespace Singular.Channels.Runtime;

/// <summary>Layout of the region of a channel: byte offsets. Words are little-endian; each word that is waited on or polled
/// has a cache line (64 bytes) of its own.</summary>
/// <remarks>
/// The client writes: request bell, request length, request area, fetched count, client state. The server writes: answer bell,
/// answer length, answer area, completion bell, completion slots, server state. Each side keeps its own copy of what it wrote
/// and never reads that back.
/// </remarks>
public static class ChannelLayout
{
    /// <summary>Size of the region: 160 KiB.</summary>
    public const int RegionBytes = 160 * 1024;

    /// <summary>u64: <see cref="MagicValue"/>, written by the side that makes the region.</summary>
    public const int Magic = 0x000;

    /// <summary>"SNGCHAN1" read as a little-endian number; the digit is the version of this layout.</summary>
    public const ulong MagicValue = 0x314E_4148_4347_4E53;

    /// <summary>u32: number of the newest request, counting from 1; the server sleeps on it.</summary>
    public const int RequestBell = 0x040;

    /// <summary>u32: bytes in the request area.</summary>
    public const int RequestLength = 0x044;

    /// <summary>u32: number of the newest answer; the client sleeps on it.</summary>
    public const int AnswerBell = 0x080;

    /// <summary>u32: bytes in the answer area.</summary>
    public const int AnswerLength = 0x084;

    /// <summary>u32: completions written since the start; the client's completion thread sleeps on it.</summary>
    public const int CompletionBell = 0x0C0;

    /// <summary>u32: completions taken by the client since the start.</summary>
    public const int CompletionsTaken = 0x100;

    /// <summary>u32: 1 when the client has closed its end. A hint; nothing is decided on it but to stop.</summary>
    public const int ClientClosed = 0x140;

    /// <summary>u32: 1 when the server has closed its end.</summary>
    public const int ServerClosed = 0x180;

    /// <summary>The request: u32 object, u32 member, u64 ticket (0 in a synchronous call), then the arguments.</summary>
    public const int RequestArea = 0x1000;

    /// <summary>The answer: u32 status, u32 zero, then the values.</summary>
    public const int AnswerArea = 0x12000;

    /// <summary>Bytes in either area: 64 KiB for spans and strings, 4 KiB for everything else.</summary>
    public const int AreaBytes = 68 * 1024;

    /// <summary>First completion slot.</summary>
    public const int CompletionSlots = 0x23000;

    /// <summary>Number of slots; as many as calls may be under way, so that a slot is always free.</summary>
    public const int CompletionSlotCount = ClientSession.MaxPendingCalls;

    /// <summary>Bytes in a slot: u64 ticket, u32 status, u32 length, then up to 240 bytes of value.</summary>
    public const int CompletionSlotBytes = 256;

    /// <summary>Size of a region with slots for buffers, which the channel of a contract with buffers has.</summary>
    public const int RegionBytesWithBuffers = BufferSlots + BufferSlotCount * BufferSlotBytes;

    /// <summary>Number of slots; the first half is at home at the client's end, the second at the server's.</summary>
    public const int BufferSlotCount = 16;

    /// <summary>Bytes of a slot: the longest buffer.</summary>
    public const int BufferSlotBytes = ChannelLimits.MaxBufferBytes;

    /// <summary>First slot; each is aligned to a page.</summary>
    public const int BufferSlots = RegionBytes + 4096;

    /// <summary>u32 for each slot, a cache line each, in the page before the slots: the number of the crossing after which the end that is not
    /// its home gave it back. Written by that end.</summary>
    public static int BufferReturnWord(int slot) => RegionBytes + 64 * slot;

    internal const int RequestHeaderBytes = 16;
    internal const int AnswerHeaderBytes = 8;
    internal const int CompletionHeaderBytes = 16;

    /// <summary>Member number of the channel's own request: fetch the value of the completed call whose ticket is in the
    /// header.</summary>
    internal const uint FetchMember = 0xFFFF_FFFF;

    /// <summary>Longest fault code and longest reason that are taken from the other side, in UTF-16 code units.</summary>
    internal const int MaxCodeLength = 64;

    internal const int MaxReasonLength = 512;
}
