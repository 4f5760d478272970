namespace Singular.Verifier.Ownership.Flow;

/// <summary>Where states are joined: an instruction, and what keeps apart states that lead elsewhere.</summary>
/// <param name="Completion">Number of the completion in which it runs.</param>
/// <param name="Number">The instruction.</param>
/// <param name="Condition">0 or 1 where that is on the stack, else -1: conditions with &amp;&amp; and || leave a bool where their paths meet,
/// and the branch that follows takes each to where it belongs.</param>
/// <param name="Awaited">The state of an async method's state machine; what is awaited decides where it goes on.</param>
internal readonly record struct FlowPlace(int Completion, int Number, int Condition, int Awaited);
