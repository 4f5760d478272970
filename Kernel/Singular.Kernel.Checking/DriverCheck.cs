using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>Runs the property-test kit on a driver, with what is known of its hardware and the laws of its contract.</summary>
public static class DriverCheck
{
    /// <summary>Makes the check.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="placements">Kernel, process or both.</param>
    /// <param name="laws">Laws beside those that come with the system.</param>
    /// <exception cref="CheckException">Its hardware is not simulated, or nothing provides what it imports.</exception>
    public static ContractCheck Create(DriverUnderCheck driver, IReadOnlyList<Placement> placements, CompanionLaws laws)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(laws);
        var check = new ContractCheck(driver.Contract, [.. placements.Select(placement => new DriverPlacement(driver, placement))]);
        laws.AddTo(check, driver.Contract);
        using Worlds.PcWorld world = Worlds.WorldChoice.For(driver, 0);
        world.AddSamples(check.Samples);
        return check;
    }
}
