namespace Singular.Channels.Testing;

/// <summary>Where a server was placed broke down; nothing is said of the server.</summary>
public sealed class PlacementException(string message) : Exception(message);
