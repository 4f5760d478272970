namespace Singular.Channels.Testing;

/// <summary>A call of a history.</summary>
/// <param name="Thread">Who made it.</param>
/// <param name="Step">What was called.</param>
/// <param name="Begun">Order of its begin among all begins and ends.</param>
/// <param name="Ended">Order of its end.</param>
/// <param name="Seen">What it gave.</param>
internal sealed record ConcurrentCall(int Thread, CallStep Step, int Begun, int Ended, string Seen);
