using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>Gathers what the parameters of a driver's constructor ask for.</summary>
internal sealed class ConstructorResources(string driver)
{
    private const string Sdk = "Singular.Drivers.";

    public List<ImportedContract> Imports { get; } = [];

    public List<PortRange> Ports { get; } = [];

    public List<InterruptLine> Interrupts { get; } = [];

    public List<MemoryRequest> Memory { get; } = [];

    public void Add(ParameterDefinition parameter)
    {
        if (!NameRules.IsParameter(parameter.Name))
            throw Invalid(parameter, "the parameter has no plain name", "name it with ASCII letters and digits");
        string type = TypeText.Of(parameter.ParameterType);
        switch (type)
        {
            case Sdk + "IoPorts":
                AddPorts(parameter);
                break;
            case Sdk + "Interrupt":
                AddInterrupt(parameter);
                break;
            case Sdk + "MemoryBlock":
                AddMemory(parameter);
                break;
            default:
                AddContract(parameter, type);
                break;
        }
        if (Imports.Count > ManifestLimits.MaxListLength || Ports.Count > ManifestLimits.MaxListLength
            || Interrupts.Count > ManifestLimits.MaxListLength || Memory.Count > ManifestLimits.MaxListLength)
            throw Invalid(parameter, $"more than {ManifestLimits.MaxListLength} parameters of one kind", "split the driver");
    }

    private void AddPorts(ParameterDefinition parameter)
    {
        CustomAttribute attribute = Attribute(parameter, "PortsAttribute");
        int first = AttributeReading.Int32(attribute, 0) ?? -1;
        int count = AttributeReading.Int32(attribute, 1) ?? -1;
        if (first is < 0 or > 0xFFFF || count < 1 || count > 0x1_0000 - first)
            throw Invalid(parameter, $"ports 0x{first:X}, count {count}, lie outside 0 to 0xFFFF", "give a range that the processor has");
        var range = new PortRange(parameter.Name, first, count);
        if (Ports.FirstOrDefault(range.Overlaps) is { } other)
            throw Invalid(parameter, $"ports {range} overlap those of {other.Parameter}", "ask for each port once");
        Ports.Add(range);
    }

    private void AddInterrupt(ParameterDefinition parameter)
    {
        int line = AttributeReading.Int32(Attribute(parameter, "InterruptLineAttribute"), 0) ?? -1;
        if (line is < 0 or > 15)
            throw Invalid(parameter, $"interrupt line {line} is not one of 0 to 15", "give an ISA line");
        if (Interrupts.Any(other => other.Line == line))
            throw Invalid(parameter, $"interrupt line {line} is asked for twice", "ask for it once");
        Interrupts.Add(new InterruptLine(parameter.Name, line));
    }

    private void AddMemory(ParameterDefinition parameter)
    {
        CustomAttribute attribute = Attribute(parameter, "MemoryAttribute");
        string name = AttributeReading.Argument<string>(attribute, 0) ?? "";
        long bytes = AttributeReading.Int64(attribute, 1) ?? 0;
        if (!NameRules.IsMemoryName(name))
            throw Invalid(parameter, "the memory block's name is not made of lower-case letters, digits and hyphens", "rename it");
        if (bytes is < ManifestLimits.MinMemoryBytes or > ManifestLimits.MaxMemoryBytes)
            throw Invalid(parameter, $"a memory block of {bytes} bytes; {ManifestLimits.MinMemoryBytes} to {ManifestLimits.MaxMemoryBytes} are allowed", "change its size");
        if (Memory.Any(other => other.Name == name))
            throw Invalid(parameter, $"the memory block {name} is asked for twice", "name them differently");
        Memory.Add(new MemoryRequest(parameter.Name, name, bytes));
    }

    private void AddContract(ParameterDefinition parameter, string type)
    {
        TypeDefinition? contract = parameter.ParameterType is TypeSpecification or GenericParameter || parameter.ParameterType.IsPrimitive
            || type.StartsWith("System.", StringComparison.Ordinal) || type is "string" or "object"
            ? null
            : parameter.ParameterType.Resolve();
        if (contract is null || !AttributeReading.Has(contract, "Singular.Channels.ContractAttribute"))
        {
            throw Invalid(parameter, $"{type} is neither a contract nor a resource",
                "a driver's constructor takes contracts, IoPorts, Interrupt and MemoryBlock");
        }
        Imports.Add(new ImportedContract(parameter.Name, ContractText.Of(contract).Reference));
    }

    private CustomAttribute Attribute(ParameterDefinition parameter, string name) =>
        AttributeReading.Find(parameter, Sdk + name)
        ?? throw Invalid(parameter, $"the parameter has no {name[..^"Attribute".Length]} attribute, so nothing says what it is to hold", "add the attribute");

    private RefusedException Invalid(ParameterDefinition parameter, string what, string remedy) =>
        new(RefusalCode.ParameterInvalid, $"{driver}, constructor parameter {parameter.Name}", what, remedy);
}
