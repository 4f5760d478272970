namespace Singular.Channels.Testing;

/// <summary>A call of an endpoint that was handed over, made inside the call of a client that caused it.</summary>
/// <param name="Text">Endpoint, member, arguments and what the call gave.</param>
/// <param name="IsEnd">It ended the endpoint. Where the client is in a call its end is told to it later.</param>
/// <param name="IsSure">The far side does not die of calls, of which one from work of the server's own may have been the first.</param>
internal readonly record struct CallBack(string Text, bool IsEnd, bool IsSure)
{
    /// <summary>What is compared.</summary>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="member">What was called.</param>
    /// <param name="arguments">As they were before the call.</param>
    internal static string Begin(string endpoint, MemberDescription member, object?[] arguments) =>
        $"{endpoint}.{member.Method.Name}({string.Join(", ", arguments.Select(Observed.Text))})";

    /// <summary>What is compared of a call that came back.</summary>
    internal static string Answered(string begin, MemberDescription member, object? answer) =>
        member.IsAsync || member.PayloadType == typeof(void) ? begin : $"{begin} gave {Observed.Text(answer)}";

    /// <summary>What is compared of a call in which the far side died.</summary>
    internal static string Died(string begin) => $"{begin} and its far end died";

    /// <summary>Why what was seen in one place is not what was seen in another.</summary>
    /// <param name="wanted">What has to be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="isExact">Both are all that was called inside the call; else the second holds calls from work of the server's own, too, and ends come later.</param>
    internal static bool AreAlike(IReadOnlyList<CallBack> wanted, IReadOnlyList<CallBack> found, bool isExact)
    {
        if (isExact)
            return wanted.SequenceEqual(found);
        int next = 0;
        foreach (CallBack call in wanted.Where(call => !call.IsEnd && call.IsSure))
        {
            while (next < found.Count && found[next] != call)
                next++;
            if (next++ == found.Count)
                return false;
        }
        return true;
    }

    /// <summary>Calls for people.</summary>
    internal static string ToText(IReadOnlyList<CallBack> calls) => calls.Count == 0 ? "nothing" : string.Join(", ", calls.Select(call => call.Text));
}
