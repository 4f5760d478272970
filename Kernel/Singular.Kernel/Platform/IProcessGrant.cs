namespace Singular.Kernel.Platform;

/// <summary>An object of the platform that can be handed to a process when it starts: a shared region, a memory block, an
/// interrupt line, a port range. Each platform knows its own classes.</summary>
public interface IProcessGrant;
