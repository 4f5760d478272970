namespace Singular.Channels.Testing;

/// <summary>What a call gave.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Value">The boxed result of a call that returned; of an asynchronous member its task.</param>
/// <param name="Detail">Code of a fault or reason of a refusal.</param>
public sealed record Outcome(OutcomeKind Kind, object? Value, string Detail)
{
    /// <summary>The call succeeded in the sense of the contract: it returned, and not a failure.</summary>
    public bool IsSuccess(MemberDescription member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return Kind == OutcomeKind.Returned && (!member.IsResult || (Value is not null and not Task && ResultValue.IsOk(Value)));
    }

    internal static Outcome Of(MemberDescription member, object target, object?[] arguments)
    {
        try
        {
            return new Outcome(OutcomeKind.Returned, HangWatch.Call(member.Name, member.TimeLimit, () => member.Call(target, arguments)), "");
        }
        catch (ChannelProtocolException refused)
        {
            return new Outcome(OutcomeKind.Refused, null, refused.Reason);
        }
        catch (ChannelClosedException)
        {
            return new Outcome(OutcomeKind.Closed, null, "");
        }
        catch (ChannelFaultException fault)
        {
            return new Outcome(OutcomeKind.Fault, null, fault.Code);
        }
        catch (Exception other)
        {
            return new Outcome(OutcomeKind.Threw, null, $"{other.GetType().Name}: {other.Message}");
        }
    }

    /// <summary>The same with the value of a finished task in place of the task.</summary>
    internal Outcome Awaited() => Value is Task task
        ? task.IsCompletedSuccessfully
            ? this with { Value = ResultValue.OfTask(task) }
            : task.IsCompleted ? Failed(task.Exception?.InnerException) : this
        : this;

    /// <summary>Waits for the task, if the value is one, and gives its value.</summary>
    internal Outcome AwaitedAfter(TimeSpan limit)
    {
        if (Value is Task task)
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(limit);
        return Awaited();
    }

    /// <summary>The outcome in a word or two.</summary>
    public override string ToString() => Kind switch
    {
        OutcomeKind.Returned => Observed.Text(Value),
        OutcomeKind.Refused => "refused",
        OutcomeKind.Closed => "closed",
        OutcomeKind.Fault => $"fault {Detail}",
        _ => $"threw {Detail}",
    };

    /// <summary>The endpoint that a success gave; null where it gave none.</summary>
    internal object? Endpoint(MemberDescription member) =>
        member.EndpointType is null || !IsSuccess(member) ? null : member.IsResult ? ResultValue.Value(Value!) : Value;

    /// <summary>The boxed buffer that a success gave; null where it gave none.</summary>
    internal object? Buffer(MemberDescription member) =>
        member.BufferElement is null || !IsSuccess(member) ? null : member.IsResult ? ResultValue.Value(Value!) : Value;

    private Outcome Failed(Exception? exception) => exception switch
    {
        ChannelProtocolException refused => new Outcome(OutcomeKind.Refused, null, refused.Reason),
        ChannelFaultException fault => new Outcome(OutcomeKind.Fault, null, fault.Code),
        ChannelClosedException => new Outcome(OutcomeKind.Closed, null, ""),
        _ => new Outcome(OutcomeKind.Threw, null, exception?.GetType().Name ?? "cancelled"),
    };
}
