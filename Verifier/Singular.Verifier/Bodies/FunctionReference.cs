using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>What a method pointer on the stack points to.</summary>
/// <param name="Method">The method.</param>
/// <param name="IsVirtual">From ldvirtftn: the target's own override.</param>
internal sealed record FunctionReference(MethodUse Method, bool IsVirtual);
