namespace Singular.Kernel.Platform;

/// <summary>How a process ended.</summary>
/// <param name="State">Never <see cref="ProcessState.Running"/>.</param>
/// <param name="Status">Exit status 0 to 255 of a process that exited; 0 otherwise.</param>
/// <param name="Detail">What the platform knows about a fault (vector, address, instruction pointer), empty otherwise.</param>
public readonly record struct ProcessEnd(ProcessState State, int Status, string Detail);
