using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>One call with what it is given, taken off the stack.</summary>
/// <param name="Use">The method.</param>
/// <param name="Receiver">What it is called on; plain for static methods and constructors.</param>
/// <param name="Arguments">The arguments without the receiver.</param>
/// <param name="Pins">The pins on which any of them depends.</param>
internal readonly record struct FlowCall(MethodUse Use, FlowValue Receiver, FlowValue[] Arguments, ulong Pins);
