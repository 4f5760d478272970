using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>The two messages of a request. They are begun where they are needed, in variables of generated code.</content>
public sealed partial class ServerLoop
{
    /// <summary>The arguments of the request that is carried out; called by generated code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WireReader Request() => _request.ReadChecked((int)_head.Length);

    /// <summary>The member takes no arguments; called by generated code.</summary>
    /// <exception cref="MalformedMessageException">The request has some.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeNothing()
    {
        if (_head.Length != 0)
            throw ArgumentsForNone();
    }

    /// <summary>Begins the answer; called by generated code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WireWriter StartAnswer() => _answer.WriteArea();

    /// <summary>The answer is what was written; called by generated code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndAnswer(ref WireWriter answer) => _answered = answer.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MalformedMessageException ArgumentsForNone() => new("arguments for a member that takes none");
}
