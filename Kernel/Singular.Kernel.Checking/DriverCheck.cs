using System.Reflection;
using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>Runs the property-test kit on a driver, with what is known of its hardware and the laws of its contract.</summary>
public static class DriverCheck
{
    /// <summary>Makes the check.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="placements">Kernel, process or both.</param>
    /// <exception cref="CheckException">Its hardware is not simulated.</exception>
    public static ContractCheck Create(DriverUnderCheck driver, IReadOnlyList<Placement> placements)
    {
        ArgumentNullException.ThrowIfNull(driver);
        IReadOnlyList<Type> laws = ContractProperties.CompanionLaws(driver.Contract);
        var check = new ContractCheck(driver.Contract, [.. placements.Select(placement => new DriverPlacement(driver, placement))])
        {
            Laws = [.. laws.SelectMany(type => Law.In(type, driver.Contract))],
        };
        foreach (SampleValuesAttribute sample in laws.SelectMany(type => type.GetCustomAttributes<SampleValuesAttribute>()))
            check.Samples.Add(sample.Parameter, sample.Values);
        using Worlds.PcWorld world = Worlds.WorldChoice.For(driver, 0);
        world.AddSamples(check.Samples);
        return check;
    }
}
