namespace Singular.Channels.Runtime;

/// <summary>Why a domain died. Made from facts that are safe to read; no driver code runs to make it.</summary>
/// <param name="Code">The fault's name, e.g. <c>UnhandledException</c>, <c>AccessOutsideGrant</c>, <c>InvalidResult</c>.</param>
/// <param name="ExceptionType">Full name of the exception's type where one left the driver, else null.</param>
/// <param name="Place">Where in the driver's IL it happened, in the form of <see cref="FaultPlace"/>; null where that is not known,
/// as in ahead-of-time compiled code.</param>
/// <param name="Detail">One line for a person: what was being done, what was found.</param>
public sealed record DomainFault(string Code, string? ExceptionType, string? Place, string Detail);
