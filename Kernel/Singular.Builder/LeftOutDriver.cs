namespace Singular.Builder;

/// <summary>A driver that is not in the image because its code could not be built.</summary>
/// <param name="Id">Its package id; all its instances are left out.</param>
/// <param name="Reason">Why.</param>
public sealed record LeftOutDriver(string Id, BuildException Reason);
