using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>Starts drivers that are linked into this program.</summary>
/// <param name="platform">Gives the hardware.</param>
/// <param name="table">The drivers' factories.</param>
/// <param name="contracts">The generated classes.</param>
/// <param name="slots">Where an instance is found by its clients.</param>
/// <param name="startLimit">How long a constructor may take.</param>
internal sealed class KernelLauncher(
    IPlatform platform, ImageTable table, ContractTable contracts, Func<string, ServerSlot?> slots, TimeSpan startLimit) : IDriverLauncher
{
    public IDriverLife Launch(DriverRecord record)
    {
        DriverFactory? factory = table.Drivers.FirstOrDefault(driver => driver.PackageId == record.Manifest.Id);
        if (factory is null)
            throw new DriverStartException(DriverStartException.CannotStart, "it is not linked into this kernel; build the image again", null);
        var life = new KernelLife(new Domain(record.Instance, factory.Options));
        object[] arguments = Grant(record, factory, life);
        RunOutcome outcome = life.Construct(factory, arguments, platform, startLimit);
        life.Domain.WorkLimit = record.WorkMilliseconds;
        return outcome switch
        {
            RunOutcome.Done => life,
            RunOutcome.Died => throw DriverStartException.From(life.Domain.Fault, life),
            _ => throw new DriverStartException(
                DriverStartException.ConstructorHangs,
                $"its constructor had not returned after {startLimit.TotalSeconds:0} s", life),
        };
    }

    private object[] Grant(DriverRecord record, DriverFactory factory, KernelLife life)
    {
        DriverManifest manifest = record.Manifest;
        var resources = new DriverResources(life.Domain);
        try
        {
            foreach (PortRange range in manifest.Ports)
                resources.AddPorts(platform.Ports, range.First, range.Count);
            foreach (MemoryRequest memory in manifest.Memory)
                resources.AddMemory(platform.OpenMemoryBlock(memory.Name, memory.Bytes));
            foreach (ImportedContract import in manifest.Imports)
                resources.AddImport(Connect(record, import, life));
            foreach (InterruptLine line in manifest.Interrupts)
            {
                IGrantedInterrupt interrupt = platform.ClaimInterrupt(line.Line);
                life.Hold(interrupt);
                resources.AddInterrupt(interrupt);
            }
            return resources.TakeArguments(factory);
        }
        catch (Exception e) when (e is PlatformException or ArgumentException)
        {
            throw new DriverStartException(DriverStartException.CannotStart, e.Message, life);
        }
    }

    private Boundary Connect(DriverRecord record, ImportedContract import, KernelLife life)
    {
        string provider = record.Bindings.First(binding => binding.Parameter == import.Parameter).Provider;
        if (contracts.Find(import.Contract) is not { } binding || slots(provider) is not { } slot)
            throw new DriverStartException(DriverStartException.CannotStart, $"the image has no code for {import.Contract}; build it again", life);
        Boundary boundary = binding.CreateBoundary(slot, life.Domain);
        life.Hold(boundary.Session);
        return boundary;
    }
}
