using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call that waits for its completion. It belongs to a place of the channel's table and is used again when the client has
/// taken the value.</summary>
internal abstract class PendingCall
{
    // Stages of _stage. A completion can come before the boundary has taken the call over.
    private const int Sent = 0;
    private const int Attached = 1;
    private const int CameEarly = 2;

    private int _stage;
    private Boundary? _boundary;
    private Domain? _server;
    private int _member;

    /// <summary>What the channel said instead of a value; the death of the server may have come first.</summary>
    private Exception? _reported;

    /// <summary>What names it in the channel: its place in the table in the low 8 bits, a number that is never used twice above.</summary>
    internal ulong Ticket { get; set; }

    /// <summary>A <see cref="ResultFilter{T}"/> of the value's type; null where every value passes.</summary>
    protected object? Filter { get; private set; }

    /// <summary>The domain that gave the value.</summary>
    protected Domain Server => _server!;

    /// <summary>Makes it a call of a boundary, on the client's way out of that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Attach(Boundary boundary, Domain server, int member, object? filter)
    {
        Note(boundary, server, member, filter);
        if (Interlocked.CompareExchange(ref _stage, Attached, Sent) == CameEarly)
            FinishNow();
    }

    /// <summary>Makes it a call of a boundary before its request is sent, so that nothing can come early.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AttachFirst(Boundary boundary, Domain server, int member, object? filter)
    {
        Note(boundary, server, member, filter);
        _stage = Attached;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(Boundary boundary, Domain server, int member, object? filter)
    {
        // Mostly those of the last use, and to look is cheaper than to tell the collector.
        if (!ReferenceEquals(_boundary, boundary))
            _boundary = boundary;
        if (!ReferenceEquals(_server, server))
            _server = server;
        if (!ReferenceEquals(Filter, filter))
            Filter = filter;
        _member = member;
    }

    /// <summary>The value has come. Called once, by the thread that takes completions; it runs no code of the client.</summary>
    internal abstract void Complete(ref WireReader reader, ClientChannel channel);

    /// <summary>The same for a value that came alone: a reader that is handed over would lie in memory.</summary>
    /// <param name="value">Holds it.</param>
    /// <param name="length">Bytes of it, which were compared with the capacity.</param>
    /// <param name="channel">The near end.</param>
    internal abstract void CompleteWith(MessageBuffer value, int length, ClientChannel channel);

    /// <summary>No value will come. Called once at most, like <see cref="Complete"/>.</summary>
    internal void Fail(Exception exception)
    {
        _reported = exception;
        if (Arrives())
            FinishNow();
    }

    /// <summary>The call is over and nobody takes its value: it leaves its place to another one, and is not used again.</summary>
    /// <returns>False while it is not over, and when the value was taken after all.</returns>
    internal abstract bool TryAbandon();

    /// <summary>Ends a use whose request was not sent.</summary>
    internal abstract void Withdraw();

    /// <summary>Gives the client what there is.</summary>
    /// <param name="failure">Instead of a value.</param>
    protected abstract void Finish(ChannelException? failure);

    /// <summary>A use begins whose boundary takes the call over later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginUnattached() => _stage = Sent;

    /// <summary>There is a value or a report.</summary>
    /// <returns>False when the boundary has not taken the call over; it finishes it then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Arrives() =>
        Volatile.Read(ref _stage) == Attached || Interlocked.CompareExchange(ref _stage, CameEarly, Sent) == Attached;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishNow() => Finish(_reported is null ? null : _boundary!.Renamed(_reported, _server!, _member));
}
