using Singular.Channels.Runtime;
using Singular.Channels.Testing;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>A client of the corpus with a vault that is right, in a domain of its own.</summary>
internal sealed class VaultClientFixture : ContractFixture
{
    private readonly Type _client;
    private readonly Type _contract;
    private readonly Domain _domain = new("Vault#0", DomainOptions.None);
    private readonly ServerSlot _slot = new("Vault#0");
    private Boundary? _boundary;

    internal VaultClientFixture(Type client, Type contract, Type vault)
    {
        _client = client;
        _contract = contract;
        _slot.Install(_domain, Activator.CreateInstance(vault)!);
    }

    public override object Start(Domain domain)
    {
        // What a client that died has left is ended by the system.
        _boundary?.Session.Abandon();
        _boundary = ContractCode.Of(_contract).CreateBoundary(_slot, domain);
        return Activator.CreateInstance(_client, _boundary)!;
    }

    public override string? WhyWrong() => _domain.IsAlive ? null : $"the vault died of its client ({_domain.Fault})";

    protected override void Dispose(bool isDisposing)
    {
        _domain.Stop();
        if (_domain.WaitUntilEmpty(TimeSpan.FromSeconds(1)))
            _domain.Retire();
    }
}
