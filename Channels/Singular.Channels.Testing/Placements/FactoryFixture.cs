using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>A server that needs nothing around it.</summary>
internal sealed class FactoryFixture(Func<object> create, Func<object>? createModel, IReadOnlyList<Stimulus> stimuli) : ContractFixture
{
    public override IReadOnlyList<Stimulus> Stimuli => stimuli;

    public override object Start(Domain domain) => create();

    public override object? StartModel() => createModel?.Invoke();
}
