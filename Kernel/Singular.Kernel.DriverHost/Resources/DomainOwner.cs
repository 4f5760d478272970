using Singular.Channels.Runtime;
using Singular.Drivers;

namespace Singular.Kernel.DriverHost;

/// <summary>Ties a driver's resources to the life of its domain: they stop working when it dies.</summary>
internal sealed class DomainOwner(Domain domain) : IResourceOwner
{
    public bool IsAlive => domain.IsAlive;

    public void Condemn(string code, string detail) => domain.Condemn(new DomainFault(code, null, FaultPlace.OfThisThread(), detail));
}
