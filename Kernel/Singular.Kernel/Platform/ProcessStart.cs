namespace Singular.Kernel.Platform;

/// <summary>What a platform needs to start a driver's process.</summary>
/// <param name="Name">The driver's instance, e.g. <c>CmosClock#0</c>; at most 63 bytes of UTF-8.</param>
/// <param name="Program">Name of the boot file that holds its program, e.g. <c>driver/CmosClock</c>.</param>
/// <param name="Grants">All that the process may reach; the process knows them as slots 1, 2, … in this order.</param>
public sealed record ProcessStart(string Name, string Program, IReadOnlyList<IProcessGrant> Grants);
