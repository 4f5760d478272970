using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>The values of asynchronous requests.</content>
public sealed partial class ServerLoop
{
    private readonly Lock _completionGate = new();
    private MessageBuffer? _completion;

    /// <summary>The member answers later, perhaps; called by generated code.</summary>
    /// <exception cref="MalformedMessageException">The request has no ticket.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RequireTicket()
    {
        if (_head.Ticket == 0)
            throw NoTicket();
    }

    /// <summary>Answers an asynchronous request: with its value where the task is done, else later. Called by generated code.</summary>
    /// <param name="task">A boundary's task.</param>
    /// <param name="encoder">Writes the value.</param>
    /// <exception cref="MalformedMessageException">The request has no ticket.</exception>
    public void Answer<T>(ValueTask<T> task, WireEncoder<T> encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        RequireTicket();
        if (!task.IsCompleted)
        {
            _status = AnswerStatus.Pending;
            CompleteLater(_head.Ticket, task.ConfigureAwait(false).GetAwaiter(), encoder, _objects.Find(_head.Object));
            return;
        }
        WireWriter answer = StartAnswer();
        encoder(ref answer, task.Result, this);
        EndAnswer(ref answer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MalformedMessageException NoTicket() => new("a request for an asynchronous member without a ticket");

    // A method of its own, because what a lambda captures is made where the method begins, also for a task that is done.
    private void CompleteLater<T>(ulong ticket, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter, WireEncoder<T> encoder, ServerEndpoint? endpoint) =>
        awaiter.UnsafeOnCompleted(() => CompleteNow(ticket, awaiter.GetResult, encoder, endpoint));

    private void CompleteNow<T>(ulong ticket, Func<T> result, WireEncoder<T> encoder, ServerEndpoint? endpoint)
    {
        lock (_completionGate)
        {
            MessageBuffer completion = _completion ??= new MessageBuffer(ChannelLayout.AreaBytes);
            WireWriter writer = completion.Write();
            AnswerStatus status;
            try
            {
                encoder(ref writer, result(), this);
                status = AnswerStatus.Ok;
            }
            catch (ChannelException e)
            {
                writer = completion.Write();
                status = Report(e, endpoint, ref writer);
            }
            PutLate(ticket, status, completion, writer.Length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutLate(ulong ticket, AnswerStatus status, MessageBuffer value, int length) => _completions.Put(ticket, status, value, length);
}
