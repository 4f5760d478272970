using System.Reflection;
using Singular.Channels.Testing;
using Singular.Kernel.Checking.Guest.Worlds;

namespace Singular.Kernel.Checking.Guest;

/// <summary>Runs the property-test kit on a driver in the guest, with what is known of the emulated devices and the laws of its
/// contract.</summary>
public static class GuestCheck
{
    /// <summary>Makes the check.</summary>
    /// <param name="guest">The driver and its image.</param>
    /// <param name="placement">Where it runs.</param>
    /// <exception cref="CheckException">It cannot be checked in the guest.</exception>
    public static ContractCheck Create(GuestUnderCheck guest, IPlacement placement)
    {
        ArgumentNullException.ThrowIfNull(guest);
        GuestWorldChoice.Require(guest.Manifest);
        Type contract = guest.Binding.ContractType;
        IReadOnlyList<Type> laws = ContractProperties.CompanionLaws(contract);
        var check = new ContractCheck(contract, [placement]) { Laws = [.. laws.SelectMany(type => Law.In(type, contract))] };
        foreach (SampleValuesAttribute sample in laws.SelectMany(type => type.GetCustomAttributes<SampleValuesAttribute>()))
            check.Samples.Add(sample.Parameter, sample.Values);
        GuestWorldChoice.AddSamples(guest, check.Samples);
        return check;
    }
}
