using System.Globalization;
using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>What a client was given. The newest are kept for a while, to see that nobody else writes to them.</summary>
/// <param name="client">The client's domain.</param>
internal sealed class ReceivedBuffers(Domain client)
{
    private const int MostKept = 4;

    private readonly Queue<(string Giver, Type Element, object Buffer, string Digest)> _kept = new();

    /// <summary>Makes arguments that are the client's own until they are handed over.</summary>
    internal BufferHands Hands { get; } = new(client);

    /// <summary>Takes in the buffer of an answer, if it has one.</summary>
    /// <returns>What is in it, for comparison; empty where there is none.</returns>
    internal string Take(MemberDescription member, Outcome outcome)
    {
        if (outcome.Buffer(member) is not { } buffer || Hands.ContentsOf(member.BufferElement!, buffer) is not { } contents)
            return "";
        if (_kept.Count == MostKept)
        {
            (_, Type element, object oldest, _) = _kept.Dequeue();
            Hands.Release(element, oldest);
        }
        _kept.Enqueue((member.Name, member.BufferElement!, buffer, Observed.Digest(contents)));
        return $", a buffer of {Observed.Text(contents)}";
    }

    /// <summary>Looks whether what the client holds is what it was given.</summary>
    /// <param name="isAtRest">No answer is on its way that would bring one more.</param>
    internal string? WhyWrong(bool isAtRest)
    {
        foreach ((string giver, Type element, object buffer, string digest) in _kept)
        {
            if (client.IsAlive && (Hands.ContentsOf(element, buffer) is not { } contents || Observed.Digest(contents) != digest))
                return $"a buffer that {giver} gave changed afterwards; whoever gives a buffer has it no longer";
        }
        int held = client.IsAlive ? _kept.Count : 0;
        return isAtRest && client.BufferCount != held
            ? string.Create(CultureInfo.InvariantCulture, $"the client holds {client.BufferCount} buffers by the heap's accounts, and was given {held} that it has not handed on or released")
            : null;
    }
}
