namespace Singular.Channels.Runtime;

/// <summary>What stands before the arguments of a request, as it was read; nothing of it has been checked.</summary>
/// <param name="First">Number of the object in the upper half, bytes of arguments in the lower.</param>
/// <param name="Second">Number of the member in the lower half; bits of the upper one: see the constants.</param>
/// <param name="Ticket">Of an asynchronous request; else 0.</param>
internal readonly record struct RequestHead(ulong First, ulong Second, ulong Ticket)
{
    /// <summary>Said in the upper half of the second word of an asynchronous request whose client waits at the answer bell until it was carried out.</summary>
    internal const uint AwaitedFlag = 1;

    /// <summary>Said there of a request that is made by the thread that carries out one of the other side: it is part of that call. A hint.</summary>
    internal const uint InCallFlag = 2;

    /// <summary>The flags as they stand in the word.</summary>
    internal const ulong Awaited = (ulong)AwaitedFlag << 32;

    internal const ulong InCall = (ulong)InCallFlag << 32;

    internal uint Length => (uint)First;

    internal uint Object => (uint)(First >> 32);

    internal uint Member => (uint)Second;

    internal uint Flags => (uint)(Second >> 32);
}
