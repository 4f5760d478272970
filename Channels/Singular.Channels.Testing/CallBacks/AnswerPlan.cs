using FsCheck;

namespace Singular.Channels.Testing;

/// <summary>What an endpoint of the kit answers: legal values that follow from a seed and from what it is called with, so that work of a server's own, which comes
/// when it comes, does not change what others are answered.</summary>
/// <param name="seed">Another seed, other answers.</param>
internal sealed class AnswerPlan(int seed)
{
    // The size that FsCheck would use last.
    private const int Size = 50;

    // Of the answers that may be failures, one in so many is.
    private const int Failures = 4;

    private static readonly ValueGenerator s_values = new(new SampleValues());

    /// <summary>The answer to a call.</summary>
    /// <param name="member">What is called.</param>
    /// <param name="arguments">Their texts are what the answer follows from; writable spans are filled.</param>
    /// <param name="makeEndpoint">Makes an endpoint that is to be answered.</param>
    /// <returns>The boxed result, of an asynchronous member a completed <see cref="Task"/>.</returns>
    internal object? Answer(MemberDescription member, object?[] arguments, Func<Type, object> makeEndpoint)
    {
        uint number = Hash($"{member.Method.Name}({string.Join(',', arguments.Select(Observed.Text))})");
        for (int i = 0; i < arguments.Length; i++)
        {
            if (member.Parameters[i].Passing == ParameterPassing.Span && arguments[i] is Array span)
                Array.Copy(TestData.Fill(member.Parameters[i].Type, span.Length, (int)(number % 250)), span, span.Length);
        }
        object? answer = Payload(member, number, makeEndpoint);
        return member.IsAsync
            ? typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(member.PayloadType).Invoke(null, [answer])
            : answer;
    }

    private static object? Payload(MemberDescription member, uint number, Func<Type, object> makeEndpoint)
    {
        if (member.PayloadType == typeof(void))
            return null;
        if (!member.IsResult)
            return Value(member, number, makeEndpoint);
        return number % Failures == 0
            ? member.PayloadType.GetMethod(nameof(Result<,>.Fail))!.Invoke(null, [Sample(member.PayloadType.GetGenericArguments()[1], number)])
            : member.PayloadType.GetMethod(nameof(Result<,>.Ok))!.Invoke(null, [Value(member, number, makeEndpoint)]);
    }

    private static object? Value(MemberDescription member, uint number, Func<Type, object> makeEndpoint) =>
        member.EndpointType is { } endpoint ? makeEndpoint(endpoint)
        : member.BufferElement is { } element ? BufferKind.Of(element).Make(TestData.Fill(element, (int)(number % 600), (int)(number % 250)))
        : Sample(member.ValueType, number);

    private static object? Sample(Type type, uint number) => FsCheck.Fluent.Gen.Sample(s_values.Value(type, ""), Size, new Rnd(number, 1), 1).First();

    // FNV-1a (draft-eastlake-fnv), begun with the seed.
    private uint Hash(string text)
    {
        uint hash = 2_166_136_261 ^ (uint)seed;
        foreach (char letter in text)
            hash = (hash ^ letter) * 16_777_619;
        return hash;
    }
}
