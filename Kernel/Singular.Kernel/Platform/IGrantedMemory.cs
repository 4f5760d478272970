using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Platform;

/// <summary>A named memory block, to be used here or handed to a process. The platform keeps it for the life of the
/// system.</summary>
public interface IGrantedMemory : IMemoryBacking, IProcessGrant;
