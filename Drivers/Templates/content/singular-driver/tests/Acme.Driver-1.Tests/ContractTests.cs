using Singular.Channels.Testing;
using Singular.Contracts;
using Singular.Drivers.Testing;

namespace Acme.Driver_1.Tests;

/// <summary>The driver behind a boundary and behind a channel, as the system runs it: the kit makes up sequences of calls, some of them
/// illegal, lets client and driver die, starts the driver again, and tries the contract's laws. What breaks is printed as C#.</summary>
public sealed class ContractTests
{
    [Fact]
    public void The_driver_keeps_its_contract() => ContractProperties.For<IClock>(() =>
    {
        var device = new SimulatedClock();
        device.Show(new DateTime(2026, 2, 28, 23, 59, 58));
        var machine = new SimulatedMachine();
        machine.Attach(device, 0x70, 2);
        return new RealTimeClock(machine.CreatePorts(new SimulatedDomain(), 0x70, 2));
    }).Check();
}
