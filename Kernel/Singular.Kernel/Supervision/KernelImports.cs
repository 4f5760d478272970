using Singular.Channels.Runtime;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>The channels that the kernel itself uses: for each contract, to the first driver of the image that provides it.</summary>
internal sealed class KernelImports(ContractTable contracts, IReadOnlyList<DriverInstance> instances)
{
    private readonly Dictionary<Type, object> _boundaries = [];
    private readonly Lock _lock = new();

    /// <summary>The boundary for a contract; it survives restarts of the driver.</summary>
    public T? Find<T>()
        where T : class
    {
        if (contracts.Find<T>() is not { } binding || Provider(binding) is not { } provider)
            return null;
        lock (_lock)
        {
            if (!_boundaries.TryGetValue(typeof(T), out object? boundary))
                _boundaries.Add(typeof(T), boundary = binding.CreateBoundary(provider.Slot, Domain.Kernel));
            return (T)boundary;
        }
    }

    /// <summary>The driver that serves the kernel with a contract.</summary>
    public DriverInstance? ProviderOf<T>() => contracts.Find<T>() is { } binding ? Provider(binding) : null;

    /// <summary>The channels that have been used.</summary>
    public IReadOnlyList<ChannelStatus> Channels()
    {
        Type[] used;
        lock (_lock)
            used = [.. _boundaries.Keys];
        return
        [
            .. from instance in instances
               from type in used
               let reference = instance.Record.Manifest.Provides
               where contracts.Find(reference) is { } binding && binding.ContractType == type && Provider(binding) == instance
               select new ChannelStatus(
                   Domain.Kernel.Name, "-", reference.ToString(), instance.Name,
                   instance.Record.Placement == Placement.Kernel ? "direct" : "shared memory", instance.Slot.IsUp),
        ];
    }

    private DriverInstance? Provider(ContractBinding binding) => instances.FirstOrDefault(instance =>
        instance.Record.Manifest.Provides is { } provides && provides.Name == binding.Name && provides.Major == binding.Major);
}
