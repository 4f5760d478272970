using Singular.Channels.Runtime;
using Singular.Channels.Samples;

namespace Singular.Channels.FarProcess;

/// <summary>Serves one channel with one driver until the channel ends.</summary>
public static class FarProgram
{
    /// <returns>0, or 1 when the driver died.</returns>
    public static int Run(DriverFactory factory, IReadOnlyList<ContractBinding> bindings, FarPlatform platform)
    {
        var domain = new Domain(factory.PackageId + "#0", factory.Options);
        object? driver = null;
        domain.Scheduler.Run(
            () => driver = platform.Contract == nameof(IBuffers) ? new FarKeeper() : factory.Create(), TimeSpan.FromSeconds(5));
        var slot = new ServerSlot(domain.Name);
        slot.Install(domain, driver!);
        ContractBinding binding = bindings.Single(candidate => candidate.ContractType.Name == platform.Contract);
        var client = new Domain("client", DomainOptions.None);
        var region = new ChannelRegion(platform.OpenChannel());
        var loop = new ServerLoop(region, platform.Waker, binding.CreateServer(binding.CreateBoundary(slot, client)), new DriverPeer(client));
        loop.LendBuffersTo(domain);
        loop.Start();
        new Thread(EndWithParent) { IsBackground = true }.Start();
        Console.WriteLine("serving");
        while (!loop.Join(TimeSpan.FromSeconds(1)) && domain.IsAlive)
        {
            // The test ends this process; until then there is nothing else to do.
        }
        return domain.IsAlive ? 0 : 1;
    }

    // The standard input ends when the test's process does, however that ends.
    private static void EndWithParent()
    {
        while (Console.In.Read() >= 0)
        {
            // Nothing is ever written to it.
        }
        Environment.Exit(2);
    }
}
