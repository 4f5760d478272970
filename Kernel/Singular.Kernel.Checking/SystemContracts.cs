using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking;

/// <summary>Boundary code of the system's contracts, for this process.</summary>
public static class SystemContracts
{
    public static IReadOnlyList<ContractBinding> Bindings { get; } = [.. ContractCode.All(typeof(IClock).Assembly)];
}
