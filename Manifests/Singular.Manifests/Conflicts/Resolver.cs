namespace Singular.Manifests;

/// <summary>Fits drivers together: who serves whose imports, who owns what, who starts first. Deterministic; reports all
/// that does not fit.</summary>
public sealed class Resolver
{
    private readonly List<DriverCandidate> _owners;
    private readonly List<DriverCandidate> _drivers;
    private readonly HashSet<string> _denied;
    private readonly IReadOnlyList<PolicyBind> _binds;
    private readonly List<DriverFinding> _findings = [];
    private readonly Dictionary<string, IReadOnlyList<Binding>> _bindings = new(StringComparer.Ordinal);

    private Resolver(IEnumerable<DriverCandidate> drivers, IReadOnlyList<PolicyBind> binds)
    {
        DriverCandidate[] all = [.. drivers];
        _owners = [.. all.Where(driver => driver.Placement != Placement.Deny)];
        _drivers = [.. _owners.OrderBy(driver => driver.Instance, StringComparer.Ordinal)];
        _denied = [.. all.Where(driver => driver.Placement == Placement.Deny).Select(driver => driver.Instance)];
        _binds = binds;
    }

    /// <param name="drivers">All instances, denied ones included. Of two that ask for the same resource the earlier one owns it
    /// and the later one gets the finding; otherwise their order does not matter.</param>
    /// <param name="binds">The policy's bind lines.</param>
    public static Resolution Resolve(IEnumerable<DriverCandidate> drivers, IReadOnlyList<PolicyBind> binds) => new Resolver(drivers, binds).Run();

    private Resolution Run()
    {
        foreach (DriverCandidate driver in _drivers)
            CheckVersions(driver);
        CheckOwners();
        foreach (DriverCandidate driver in _drivers)
            _bindings[driver.Instance] = [.. driver.Manifest.Imports.Select(import => Bind(driver, import)).OfType<Binding>()];
        List<DriverCandidate> order = Order();
        return new Resolution(_findings, order, _bindings.Where(pair => order.Any(driver => driver.Instance == pair.Key)).ToDictionary(StringComparer.Ordinal));
    }

    private void CheckVersions(DriverCandidate driver)
    {
        if (driver.Manifest.Profile > DriverManifest.CurrentProfile)
            Add(driver, RefusalCode.ProfileTooNew, $"needs driver profile {driver.Manifest.Profile}, this system knows {DriverManifest.CurrentProfile}", "update the system");
        if (driver.Manifest.KernelInterface > DriverManifest.CurrentKernelInterface)
            Add(driver, RefusalCode.KernelInterfaceTooNew, $"needs kernel interface {driver.Manifest.KernelInterface}, this system offers {DriverManifest.CurrentKernelInterface}", "update the system");
    }

    // One finding for each thing that is asked for, however many ask for it.
    private void CheckOwners()
    {
        for (int i = 0; i < _owners.Count; i++)
        {
            DriverCandidate driver = _owners[i];
            List<DriverCandidate> earlier = _owners[..i];
            foreach (PortRange ports in driver.Manifest.Ports)
            {
                if (earlier.FirstOrDefault(other => other.Manifest.Ports.Any(ports.Overlaps)) is { } owner)
                    Add(driver, RefusalCode.PortRangeOwned, $"asks for ports {ports}, of which {owner.Instance} owns {owner.Manifest.Ports.First(ports.Overlaps)}", DenyOne(driver, owner));
            }
            foreach (InterruptLine line in driver.Manifest.Interrupts)
            {
                if (earlier.FirstOrDefault(other => other.Manifest.Interrupts.Any(owned => owned.Line == line.Line)) is { } owner)
                    Add(driver, RefusalCode.InterruptLineOwned, $"asks for interrupt line {line.Line}, which {owner.Instance} owns", DenyOne(driver, owner));
            }
        }
    }

    private Binding? Bind(DriverCandidate driver, ImportedContract import)
    {
        ContractReference wanted = import.Contract;
        DriverCandidate[] providers = [.. _drivers.Where(other => other != driver && Provides(other, wanted))];
        DriverCandidate? provider = providers.Length == 1 ? providers[0] : null;
        if (_binds.FirstOrDefault(bind => bind.IsFor(driver.Instance, driver.Manifest.Id, import.Parameter)) is { } bind)
        {
            provider = FindBound(driver, import, bind);
            if (provider is null)
                return null;
        }
        else if (providers.Length > 1)
        {
            Add(driver, RefusalCode.ProviderAmbiguous, $"{import.Parameter} takes {wanted}, which {string.Join(" and ", providers.Select(other => other.Instance))} provide",
                $"choose one in the policy: bind {driver.Manifest.Id}.{import.Parameter} = {providers[0].Instance}");
            return null;
        }
        if (provider is null)
        {
            AddMissing(driver, import);
            return null;
        }
        ContractReference given = provider.Manifest.Provides;
        if (given.Minor == wanted.Minor && given.Hash != wanted.Hash)
        {
            Add(driver, RefusalCode.ContractDiffers, $"{import.Parameter} takes {wanted} with hash {wanted.Hash[..12]}…, {provider.Instance} provides the same version with hash {given.Hash[..12]}…",
                "build both against the same contract assembly");
            return null;
        }
        return new Binding(import.Parameter, provider.Instance);
    }

    private DriverCandidate? FindBound(DriverCandidate driver, ImportedContract import, PolicyBind bind)
    {
        DriverCandidate? provider = _drivers.FirstOrDefault(other => other.Instance == bind.Provider);
        if (provider is null)
            Add(driver, RefusalCode.BindUnknown, $"line {bind.Line} of the policy, {bind}, names an instance that is not there{(_denied.Contains(bind.Provider) ? ": the policy denies it" : "")}", "correct the line or install the driver");
        else if (!Provides(provider, import.Contract))
            Add(driver, RefusalCode.BindMismatch, $"line {bind.Line} of the policy, {bind}: {provider.Instance} provides {provider.Manifest.Provides}, {import.Parameter} takes {import.Contract}", "bind it to an instance that provides the contract");
        else
            return provider;
        return null;
    }

    private void AddMissing(DriverCandidate driver, ImportedContract import)
    {
        DriverCandidate? otherMajor = _drivers.FirstOrDefault(other => other.Manifest.Provides.Name == import.Contract.Name && other != driver);
        string what = otherMajor is null ? "no driver provides it" : $"{otherMajor.Instance} provides {otherMajor.Manifest.Provides}, another major version";
        Add(driver, RefusalCode.ContractMissing, $"{import.Parameter} takes {import.Contract} and {what}",
            _denied.Count == 0 ? "install a driver that provides it" : $"install a driver that provides it; denied by the policy: {string.Join(", ", _denied.Order(StringComparer.Ordinal))}");
    }

    /// <summary>Depth first, in the order of names; what cannot be placed is in a cycle or needs what is left out.</summary>
    private List<DriverCandidate> Order()
    {
        var order = new List<DriverCandidate>();
        var left = new HashSet<string>(_drivers.Select(driver => driver.Instance).Except(_findings.Select(finding => finding.Instance)), StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        bool isProgress = true;
        while (isProgress)
        {
            isProgress = false;
            foreach (DriverCandidate driver in _drivers)
            {
                if (!left.Contains(driver.Instance) || !_bindings[driver.Instance].All(binding => placed.Contains(binding.Provider)))
                    continue;
                left.Remove(driver.Instance);
                placed.Add(driver.Instance);
                order.Add(driver);
                isProgress = true;
            }
        }
        foreach (string instance in left.Order(StringComparer.Ordinal))
            AddIfInCycle(instance, left);
        return order;
    }

    private void AddIfInCycle(string start, HashSet<string> left)
    {
        var path = new List<string>();
        if (!Reaches(start, start, left, path, []))
            return;
        // Each cycle is told once, by its first name.
        if (string.CompareOrdinal(path.Min(StringComparer.Ordinal), start) < 0)
            return;
        DriverCandidate driver = _drivers.First(candidate => candidate.Instance == start);
        Add(driver, RefusalCode.ImportCycle, $"the imports go round in a circle: {start} -> {string.Join(" -> ", path)}", "bind one of them to another instance, or deny one");
    }

    private bool Reaches(string from, string goal, HashSet<string> left, List<string> path, HashSet<string> seen)
    {
        foreach (Binding binding in _bindings[from])
        {
            if (!left.Contains(binding.Provider) || (binding.Provider != goal && !seen.Add(binding.Provider)))
                continue;
            path.Add(binding.Provider);
            if (binding.Provider == goal || Reaches(binding.Provider, goal, left, path, seen))
                return true;
            path.RemoveAt(path.Count - 1);
        }
        return false;
    }

    private static bool Provides(DriverCandidate driver, ContractReference wanted) =>
        driver.Manifest.Provides.Name == wanted.Name && driver.Manifest.Provides.Major == wanted.Major;

    private static string DenyOne(DriverCandidate one, DriverCandidate other) =>
        $"deny one of them: singular policy set {one.Manifest.Id} --place deny, or {other.Manifest.Id}";

    private void Add(DriverCandidate driver, RefusalCode code, string what, string remedy) =>
        _findings.Add(new DriverFinding(driver.Instance, new Refusal(code, driver.Instance, what, remedy)));
}
