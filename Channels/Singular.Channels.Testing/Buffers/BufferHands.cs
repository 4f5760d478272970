using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Makes, reads and releases buffers on behalf of a domain, which holds them.</summary>
/// <param name="domain">The domain. A dead one makes none and holds none.</param>
internal sealed class BufferHands(Domain domain)
{
    /// <summary>The arguments of a call, with buffers where their contents stood.</summary>
    /// <param name="member">The member.</param>
    /// <param name="arguments">For a buffer its contents or a <see cref="BufferFault"/>.</param>
    internal object?[] Arguments(MemberDescription member, object?[] arguments) => member.TakesBuffers
        ? [.. arguments.Select((argument, place) => member.Parameters[place] is { Passing: ParameterPassing.Buffer, Type: var element } ? Argument(element, argument) : argument)]
        : arguments;

    /// <summary>A buffer with contents.</summary>
    internal object Make(Array contents)
    {
        BufferKind kind = BufferKind.Of(contents.GetType().GetElementType()!);
        object buffer = kind.Nothing;
        domain.TryRun(() => buffer = kind.Make(contents));
        return buffer;
    }

    /// <summary>A handle whose buffer has been released.</summary>
    internal object MakeReleased(Type element)
    {
        object buffer = Make(Array.CreateInstance(element, 1));
        Release(element, buffer);
        return buffer;
    }

    /// <returns>Null where the domain does not hold the buffer.</returns>
    internal Array? ContentsOf(Type element, object buffer)
    {
        Array? contents = null;
        domain.TryRun(() => contents = BufferKind.Of(element).ContentsOf(buffer));
        return contents;
    }

    internal void Release(Type element, object buffer) => domain.TryRun(() => BufferKind.Of(element).Release(buffer));

    /// <summary>Takes the buffer of an answer, if it has one, and releases it.</summary>
    /// <returns>What was in it, for comparison; empty where there is none.</returns>
    internal string Take(MemberDescription member, Outcome outcome)
    {
        if (outcome.Buffer(member) is not { } buffer || ContentsOf(member.BufferElement!, buffer) is not { } contents)
            return "";
        Release(member.BufferElement!, buffer);
        return $", a buffer of {Observed.Text(contents)}";
    }

    private object Argument(Type element, object? argument) => argument switch
    {
        Array contents => Make(contents),
        BufferFault.Released => MakeReleased(element),
        _ => BufferKind.Of(element).Nothing,
    };
}
