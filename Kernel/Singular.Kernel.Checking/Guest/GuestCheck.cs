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
    /// <param name="laws">Laws beside those that come with the system.</param>
    /// <exception cref="CheckException">It cannot be checked in the guest.</exception>
    public static ContractCheck Create(GuestUnderCheck guest, IPlacement placement, CompanionLaws laws)
    {
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(laws);
        GuestWorldChoice.Require(guest.Manifest);
        Type contract = guest.Binding.ContractType;
        var check = new ContractCheck(contract, [placement]);
        laws.AddTo(check, contract);
        GuestWorldChoice.AddSamples(guest, check.Samples);
        return check;
    }
}
