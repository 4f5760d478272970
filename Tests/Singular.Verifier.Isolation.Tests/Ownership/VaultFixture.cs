using Singular.Channels.Runtime;
using Singular.Channels.Testing;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>A vault of the corpus, and the right one for its model.</summary>
internal sealed class VaultFixture(Type vault, Type model) : ContractFixture
{
    public override object Start(Domain domain) => Activator.CreateInstance(vault)!;

    public override object StartModel() => Activator.CreateInstance(model)!;
}
