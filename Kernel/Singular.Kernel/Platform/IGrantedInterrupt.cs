using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Platform;

/// <summary>A claimed interrupt line, to be waited for here or handed to a process.</summary>
public interface IGrantedInterrupt : IInterruptLine, IProcessGrant;
