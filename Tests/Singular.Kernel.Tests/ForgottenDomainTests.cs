using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Drivers;
using Singular.Kernel.FaultyDriver;
using Singular.Kernel.Hosting;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Tests;

/// <summary>What a driver was is forgotten when its next life begins: a system in which drivers fail for years does not fill up with their dead.</summary>
/// <remarks><c>SINGULAR_RESTARTS</c> is how often (default 500) in the kernel; in a process a hundredth of that.</remarks>
public sealed class ForgottenDomainTests : IDisposable
{
    private const string Driver = "FaultyDriver#7";

    private static readonly int s_restarts =
        int.Parse(Environment.GetEnvironmentVariable("SINGULAR_RESTARTS") is { Length: > 0 } text ? text : "500", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Placement.Kernel, 1)]
    [InlineData(Placement.Process, 100)]
    public void Restarts_leave_the_registry_of_domains_as_it_was(Placement placement, int part)
    {
        DriverRecord record = Records.Of("FaultyDriver", placement) with { Instance = Driver, Restart = RestartRule.Never };
        if (placement == Placement.Process)
            HostedImages.Build(_folder.Path, [record]);
        var platform = new HostedPlatform([$"image={Path.Combine(_folder.Path, "image")}"], Stream.Null, Stream.Null);
        var factory = new DriverFactory(
            "FaultyDriver", DomainOptions.None, ["Singular.Drivers.IoPorts", "Singular.Drivers.MemoryBlock"], arguments => new FaultyClock((IoPorts)arguments[0], (MemoryBlock)arguments[1]));
        var system = new KernelSystem(platform, new ImageRecord([record]), new ImageTable([factory], GeneratedBindings.All));
        system.Supervisor.Boot();
        for (int i = 0; i < s_restarts / part; i++)
        {
            Outcome outcome = system.Supervisor.Restart(Driver);
            Assert.True(outcome.Done, outcome.ToString());
        }
        Assert.Equal(1, Domain.Count(Driver));
        Assert.Equal(DriverState.Running, system.Supervisor.Drivers().Single().State);
        system.Supervisor.Shutdown();
        Assert.Equal(0, Domain.Count(Driver));
    }
}
