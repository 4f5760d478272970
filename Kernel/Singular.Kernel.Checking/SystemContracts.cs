using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Contracts;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>Boundary code of the system's contracts, for this process.</summary>
public static class SystemContracts
{
    public static IReadOnlyList<ContractBinding> Bindings { get; } = [.. ContractCode.All(typeof(IClock).Assembly)];

    /// <summary>The boundary code of a contract.</summary>
    /// <exception cref="CheckException">It is none of the system's.</exception>
    public static ContractBinding Find(ContractReference contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return Bindings.FirstOrDefault(binding => binding.Name == contract.Name && binding.Major == contract.Major)
            ?? throw new CheckException($"The contract {contract} is not one of the system's; only those can be checked.");
    }
}
