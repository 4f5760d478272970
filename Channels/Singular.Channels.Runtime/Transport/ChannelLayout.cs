using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Layout of the region of a channel: byte offsets. Words are little-endian; each word that is waited on or polled
/// has a cache line (64 bytes) of its own.</summary>
/// <remarks>
/// The client writes: request slots, request bell, request area, completions taken, client state. The server writes: requests
/// taken, answer word, answer bell, answer area, completion slots, completion bell, server state. Each side keeps its own copy of
/// what it wrote and never reads that back.
/// </remarks>
public static class ChannelLayout
{
    /// <summary>Size of the region: 172 KiB.</summary>
    public const int RegionBytes = 172 * 1024;

    /// <summary>u64: <see cref="MagicValue"/>, written by the side that makes the region.</summary>
    public const int Magic = 0x000;

    /// <summary>"SNGCHAN2" read as a little-endian number; the digit is the version of this layout.</summary>
    public const ulong MagicValue = 0x324E_4148_4347_4E53;

    /// <summary>u32: number of the newest request, counting from 1; request n lies in slot n modulo
    /// <see cref="RequestSlotCount"/>. The server sleeps on it.</summary>
    public const int RequestBell = 0x040;

    /// <summary>u32: number of the newest request that was answered here; the client of a synchronous request sleeps on it.</summary>
    public const int AnswerBell = 0x080;

    /// <summary>u64: bytes in the answer area, and the status in the upper half.</summary>
    public const int AnswerWord = 0x088;

    /// <summary>u32: completions written since the start; the client's completion thread sleeps on it.</summary>
    public const int CompletionBell = 0x0C0;

    /// <summary>u32: completions taken by the client since the start.</summary>
    public const int CompletionsTaken = 0x100;

    /// <summary>u32: 1 when the client has closed its end. A hint; nothing is decided on it but to stop.</summary>
    public const int ClientClosed = 0x140;

    /// <summary>u32: 1 when the server has closed its end.</summary>
    public const int ServerClosed = 0x180;

    /// <summary>u32: number of the newest asynchronous request whose slot the server has emptied; a client that finds every slot
    /// taken sleeps on it. Synchronous requests do not move it: their answer says the same.</summary>
    public const int RequestsTaken = 0x1C0;

    /// <summary>Arguments that do not fit into a slot; whoever puts them here waits until they were taken.</summary>
    public const int RequestArea = 0x1000;

    /// <summary>The values of a synchronous answer.</summary>
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

    /// <summary>First request slot.</summary>
    public const int RequestSlots = 0x27000;

    /// <summary>Number of request slots, a power of 2.</summary>
    public const int RequestSlotCount = 64;

    /// <summary>Bytes in a slot: u32 bytes of arguments, u32 object, u32 member, u32 flags (1: an asynchronous request
    /// is answered here, too, when it was carried out; 2: made in a call of the other side), u64 ticket (0 in a synchronous request), then up to 232 bytes of arguments. More of
    /// them lie in the request area.</summary>
    public const int RequestSlotBytes = 256;

    internal const int RequestHeaderBytes = 24;
    internal const int RequestSlotArguments = RequestSlotBytes - RequestHeaderBytes;
    internal const int CompletionHeaderBytes = 16;

    /// <summary>Member number of the channel's own request: fetch the value of the completed call whose ticket is the
    /// argument.</summary>
    internal const uint FetchMember = 0xFFFF_FFFF;

    /// <summary>Longest fault code and longest reason that are taken from the other side, in UTF-16 code units.</summary>
    internal const int MaxCodeLength = 64;

    internal const int MaxReasonLength = 512;

    /// <summary>Where a request lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RequestSlot(uint number) => RequestSlots + (int)(number % RequestSlotCount) * RequestSlotBytes;

    /// <summary>Where the arguments of a request lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RequestArguments(uint number, uint length) =>
        length > RequestSlotArguments ? RequestArea : RequestSlot(number) + RequestHeaderBytes;

    /// <summary>Where a completion lies.</summary>
    /// <param name="written">Completions written before it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CompletionSlot(uint written) => CompletionSlots + (int)(written % CompletionSlotCount) * CompletionSlotBytes;
}
