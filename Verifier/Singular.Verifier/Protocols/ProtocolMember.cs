namespace Singular.Verifier.Protocols;

/// <summary>What a protocol says of one member of a contract.</summary>
/// <param name="AllowedIn">The states in which it may be called, a bit each.</param>
/// <param name="AfterSuccess">The state after the call, a bit; 0 when the state stays.</param>
/// <param name="AfterFailure">The state after a declared failure, a bit; 0 when the state stays.</param>
/// <param name="Ends">The endpoint is gone after the call, whatever the call ends with.</param>
internal readonly record struct ProtocolMember(ulong AllowedIn, ulong AfterSuccess, ulong AfterFailure, bool Ends);
