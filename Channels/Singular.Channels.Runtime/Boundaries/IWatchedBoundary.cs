namespace Singular.Channels.Runtime;

/// <summary>Stands before a boundary and listens, for the property tests: what comes out of it is the boundary's, and no fault of the driver that hands
/// it on.</summary>
internal interface IWatchedBoundary;
