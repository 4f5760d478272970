using Singular.Channels.Runtime;
using Singular.Drivers;

namespace Singular.Kernel.DriverHost;

/// <summary>What one life of a driver was granted, as the objects that its constructor takes.</summary>
/// <param name="domain">The domain that holds them; they end with it.</param>
public sealed class DriverResources(Domain domain)
{
    private readonly DomainOwner _owner = new(domain);
    private readonly Queue<object> _ports = new();
    private readonly Queue<object> _interrupts = new();
    private readonly Queue<object> _memory = new();
    private readonly Queue<object> _imports = new();

    /// <summary>Grants the next port range of the manifest.</summary>
    public void AddPorts(IPortBus bus, int first, int count) =>
        _ports.Enqueue(new IoPorts(new BusPorts(bus), _owner, first, count));

    /// <summary>Grants the next interrupt line of the manifest.</summary>
    public void AddInterrupt(IInterruptLine line) => _interrupts.Enqueue(new Interrupt(new LineInterrupts(line, domain), _owner));

    /// <summary>Grants the next memory block of the manifest.</summary>
    public void AddMemory(IMemoryBacking backing) =>
        _memory.Enqueue(new MemoryBlock(new BackedMemory(backing), _owner, backing.Length));

    /// <summary>Grants the next import of the manifest.</summary>
    /// <param name="contract">Implements the imported contract: a boundary.</param>
    public void AddImport(object contract) => _imports.Enqueue(contract);

    /// <summary>The constructor's arguments: the manifest keeps the order of the parameters within each kind, the factory's
    /// parameter types say how the kinds are mixed. Each resource is given out once.</summary>
    /// <exception cref="ArgumentException">The factory does not take exactly what was granted: it and the manifest were made
    /// from different packages.</exception>
    public object[] TakeArguments(DriverFactory factory)
    {
        var arguments = new List<object>();
        foreach (string type in factory.ParameterTypes)
        {
            Queue<object> kind = type switch
            {
                "Singular.Drivers.IoPorts" => _ports,
                "Singular.Drivers.Interrupt" => _interrupts,
                "Singular.Drivers.MemoryBlock" => _memory,
                _ => _imports,
            };
            if (!kind.TryDequeue(out object? argument))
                throw new ArgumentException($"{factory.PackageId} takes a {type} that its manifest does not ask for.", nameof(factory));
            arguments.Add(argument);
        }
        if (_ports.Count + _interrupts.Count + _memory.Count + _imports.Count > 0)
            throw new ArgumentException($"{factory.PackageId}'s manifest asks for more than its constructor takes.", nameof(factory));
        return [.. arguments];
    }
}
