namespace Singular.Channels.Testing;

/// <summary>Something that the world around a server does to it.</summary>
/// <param name="Name">For people and for printed tests, e.g. <c>press A</c>.</param>
/// <param name="Act">Does it; called outside of the server.</param>
public sealed record Stimulus(string Name, Action Act);
