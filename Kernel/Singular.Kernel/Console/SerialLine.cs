using Singular.Contracts;

namespace Singular.Kernel.Console;

/// <summary>A running serial driver.</summary>
/// <param name="Device">The kernel's boundary to it.</param>
/// <param name="Generation">Another number after each start of the driver, so that one that failed is not taken for its
/// successor.</param>
public sealed record SerialLine(ICharacterDevice Device, int Generation);
