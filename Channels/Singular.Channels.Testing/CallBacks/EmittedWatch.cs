using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Base of the classes that stand before a boundary.</summary>
/// <param name="hands">Passes each call on.</param>
public abstract class EmittedWatch(EndpointHands hands) : EmittedEndpoint(hands), IWatchedBoundary;
