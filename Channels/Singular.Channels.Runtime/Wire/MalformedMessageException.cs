namespace Singular.Channels.Runtime;

/// <summary>A message contradicts the wire format. Who wrote it is faulty or hostile; the channel ends.</summary>
public sealed class MalformedMessageException(string reason) : Exception(reason);
