using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

internal sealed class NucleusPortRange(int first, int count) : IPortRange, INucleusGrant
{
    private readonly NucleusHandle _handle = new(Nucleus.Do($"grant ports 0x{first:X}", CallNumber.PortsCreate, first, count));

    public int First { get; } = first;

    public int Count { get; } = count;

    public long HandleNumber => _handle.Number;

    public void Dispose() => _handle.Dispose();
}
