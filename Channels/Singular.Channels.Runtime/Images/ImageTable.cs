namespace Singular.Channels.Runtime;

/// <summary>What is linked into this program besides the system itself. Generated with the image.</summary>
/// <param name="Drivers">The drivers, in the order of their package ids.</param>
/// <param name="Bindings">Boundaries and stubs for every contract of the image.</param>
public sealed record ImageTable(IReadOnlyList<DriverFactory> Drivers, IReadOnlyList<ContractBinding> Bindings)
{
    /// <summary>Puts a table together; called by the generated entry point.</summary>
    /// <param name="drivers">The drivers.</param>
    /// <param name="bindings">The bindings of each generated assembly.</param>
    public static ImageTable Of(DriverFactory[] drivers, ContractBinding[][] bindings) =>
        new(drivers, Join(bindings));

    /// <summary>The bindings of several generated assemblies as one array.</summary>
    public static ContractBinding[] Join(ContractBinding[][] bindings)
    {
        ArgumentNullException.ThrowIfNull(bindings);
        return [.. bindings.SelectMany(all => all)];
    }

    /// <summary>The binding of a contract, by the full name of its interface; null when the image does not have it.</summary>
    public ContractBinding? FindBinding(string interfaceName)
    {
        foreach (ContractBinding binding in Bindings)
        {
            if (binding.ContractType.FullName == interfaceName)
                return binding;
        }
        return null;
    }
}
