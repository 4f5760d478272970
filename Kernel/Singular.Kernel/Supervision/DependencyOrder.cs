using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>The order in which drivers are started: a driver after all that it imports from.</summary>
public sealed class DependencyOrder
{
    private readonly Dictionary<string, DriverRecord> _records = [];
    private readonly Dictionary<string, string> _problems = [];
    private readonly List<DriverRecord> _order = [];
    private readonly List<string> _path = [];

    /// <param name="drivers">The drivers of the image; where nothing else decides, their order is kept.</param>
    public DependencyOrder(IEnumerable<DriverRecord> drivers)
    {
        var inGivenOrder = new List<DriverRecord>();
        foreach (DriverRecord record in drivers)
        {
            if (_records.TryAdd(record.Instance, record))
                inGivenOrder.Add(record);
            else
                _problems.TryAdd(record.Instance, $"the image record names {record.Instance} twice, so neither is started; build the image again");
        }
        foreach (DriverRecord record in inGivenOrder)
            Visit(record);
        foreach (DriverRecord record in inGivenOrder.Where(record => !_order.Contains(record)))
            _order.Add(record);
    }

    /// <summary>All drivers, each once. Those with a problem come last.</summary>
    public IReadOnlyList<DriverRecord> Order => _order;

    /// <summary>Why a driver cannot be started, by instance; drivers without a problem are missing here.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    private void Visit(DriverRecord record)
    {
        if (_order.Contains(record) || _problems.ContainsKey(record.Instance))
            return;
        int start = _path.IndexOf(record.Instance);
        if (start >= 0)
        {
            string cycle = string.Join(" -> ", [.. _path[start..], record.Instance]);
            foreach (string instance in _path[start..])
                _problems[instance] = $"its imports form a cycle: {cycle}; a bind line in the policy can break it";
            return;
        }
        _path.Add(record.Instance);
        foreach (ImportedContract import in record.Manifest.Imports)
            VisitProvider(record, import);
        _path.RemoveAt(_path.Count - 1);
        if (!_problems.ContainsKey(record.Instance))
            _order.Add(record);
    }

    private void VisitProvider(DriverRecord record, ImportedContract import)
    {
        string? provider = record.Bindings.FirstOrDefault(binding => binding.Parameter == import.Parameter)?.Provider;
        if (provider is null || !_records.TryGetValue(provider, out DriverRecord? serving))
        {
            _problems.TryAdd(record.Instance, provider is null
                ? $"nothing is bound to its import '{import.Parameter}' ({import.Contract}); install a driver that provides it"
                : $"its import '{import.Parameter}' ({import.Contract}) is bound to {provider}, which is not in this image");
            return;
        }
        ContractReference offered = serving.Manifest.Provides;
        if (offered.Name != import.Contract.Name || offered.Major != import.Contract.Major)
        {
            _problems.TryAdd(record.Instance,
                $"its import '{import.Parameter}' needs {import.Contract}, but {provider} provides {offered}; correct the bind line");
            return;
        }
        Visit(serving);
    }
}
