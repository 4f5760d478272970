namespace Singular.Channels.Runtime;

/// <summary>What stands before the arguments of a request, as it was read; nothing of it has been checked.</summary>
/// <param name="First">Number of the object in the upper half, bytes of arguments in the lower.</param>
/// <param name="Member">Number of the member.</param>
/// <param name="Ticket">Of an asynchronous request; else 0.</param>
internal readonly record struct RequestHead(ulong First, uint Member, ulong Ticket)
{
    internal uint Length => (uint)First;

    internal uint Object => (uint)(First >> 32);
}
