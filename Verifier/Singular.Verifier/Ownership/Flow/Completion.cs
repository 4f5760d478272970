using Singular.Verifier.Bodies;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Why a finally or fault handler runs, and so where its end leads. Each way through a handler is followed by itself: what
/// it releases after an exception says nothing of the ordinary way.</summary>
/// <param name="Number">Its number within the method; 0 is the method outside of such handlers.</param>
/// <param name="Handler">The handler; null for the method.</param>
/// <param name="Target">The instruction to which a leave goes; -1 when an exception passes.</param>
/// <param name="Outer">The completion of the handler around the try block.</param>
internal sealed record Completion(int Number, Region? Handler, int Target, Completion? Outer)
{
    public const int Exception = -1;
}
