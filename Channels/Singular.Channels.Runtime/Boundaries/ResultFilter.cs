namespace Singular.Channels.Runtime;

/// <summary>Checks a result and makes of it what the client gets: truth values normalised, endpoints behind boundaries.</summary>
/// <param name="value">What the target gave.</param>
/// <param name="server">The domain that gave it; dead when the value is illegal.</param>
public delegate T ResultFilter<T>(T value, Domain server);
