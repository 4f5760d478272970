namespace Singular.Manifests;

/// <summary>An ISA interrupt line that a driver asks for.</summary>
/// <param name="Parameter">Name of the constructor parameter that takes it.</param>
/// <param name="Line">0 to 15.</param>
public sealed record InterruptLine(string Parameter, int Line);
