using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>What stands before the arguments of a request, as it was read; nothing of it has been checked.</summary>
/// <param name="First">Number of the object in the upper half, bytes of arguments in the lower.</param>
/// <param name="Second">Number of the member in the lower half; bits of the upper one: see the constants.</param>
/// <param name="Ticket">Of an asynchronous request; else 0.</param>
internal readonly record struct RequestHead(ulong First, ulong Second, ulong Ticket)
{
    /// <summary>Said in the second word of an asynchronous request whose client waits at the answer bell until it was carried out.</summary>
    internal const ulong Awaited = 1UL << 32;

    /// <summary>Said in the second word of a request that is made by the thread that carries out one of the other side: it is part of that call. A hint.</summary>
    internal const ulong InCall = 1UL << 33;

    internal uint Length => (uint)First;

    internal uint Object => (uint)(First >> 32);

    internal uint Member => (uint)Second;

    internal bool IsInCall
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Second & InCall) != 0;
    }

    internal bool IsAwaited
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Second & Awaited) != 0;
    }
}
