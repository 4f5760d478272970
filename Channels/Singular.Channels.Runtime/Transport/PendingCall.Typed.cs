using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call over a channel, and the task that its client gets: one object for both, made once for each place in the channel's table,
/// so that a call with many under way allocates nothing.</summary>
/// <remarks>The value is put in by the thread that takes completions.</remarks>
/// <param name="table">Where it waits.</param>
/// <param name="place">Its place there.</param>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TDecoder">Reads it.</typeparam>
internal sealed class PendingCall<T, TDecoder>(PendingTable table, int place) : PendingCall, IValueTaskSource<T>
    where TDecoder : struct, IWireDecoder<T>
{
    private OnceTask<T> _task;

    internal ValueTask<T> Task => _task.For(this);

    /// <summary>Begins another use.</summary>
    /// <returns>False when it was used as often as it may be.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryBegin() => _task.TryBegin();

    internal override void Complete(ref WireReader reader, ClientChannel channel) => Read(ref reader, channel);

    internal override void CompleteWith(MessageBuffer value, int length, ClientChannel channel)
    {
        WireReader reader = value.ReadChecked(length);
        Read(ref reader, channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(ref WireReader reader, ClientChannel channel)
    {
        _task.Value = default(TDecoder).Read(ref reader, channel);
        reader.ReadEnd();
        if (Arrives())
            _task.Finish(Filter is null ? null : Filtered());
    }

    internal override bool TryAbandon() => _task.TryAbandon();

    internal override void Withdraw()
    {
        _task.Withdraw();
        table.Free(place);
    }

    protected override void Finish(ChannelException? failure) =>
        _task.Finish(failure is null && Filter is not null ? Filtered() : failure);

    /// <summary>Checks the value and rebuilds it where buffers or endpoints are in it: a buffer leaves the server now, also when
    /// nobody takes the value.</summary>
    private ChannelException? Filtered()
    {
        try
        {
            _task.Value = ((ResultFilter<T>)Filter!)(_task.Value, Server);
            return null;
        }
        catch (ChannelException refused)
        {
            return refused;
        }
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _task.Status(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _task.OnCompleted(continuation, state, token, flags);

    T IValueTaskSource<T>.GetResult(short token)
    {
        if (!_task.TryTake(token, out T value))
            return TakeSlowly(token);
        table.Free(place);
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T TakeSlowly(short token)
    {
        T value = _task.Take(token, out Exception? failure, out bool isLast);
        if (!isLast)
            table.Free(place);
        else if (failure is not null)
            table.Free(place, this);
        return failure is null ? value : throw failure;
    }
}
