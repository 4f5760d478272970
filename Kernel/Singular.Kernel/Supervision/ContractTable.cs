using Singular.Channels.Runtime;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>Finds the generated classes of a contract.</summary>
internal sealed class ContractTable(ImageTable table)
{
    /// <summary>Some contract of the image takes endpoints, so that calls can go both ways between two drivers.</summary>
    public bool TakeEndpoints { get; } = table.Bindings.Any(binding => binding.TakesEndpoints);

    /// <summary>The binding for a contract at a version that the client was compiled against or a later one of the same
    /// major; null when the image has none.</summary>
    public ContractBinding? Find(ContractReference contract) => table.Bindings.FirstOrDefault(
        binding => binding.Name == contract.Name && binding.Major == contract.Major && binding.Minor >= contract.Minor);

    /// <summary>The binding for an interface; null when the image has none.</summary>
    public ContractBinding? Find<T>() => table.Bindings.FirstOrDefault(binding => binding.ContractType == typeof(T));
}
