using Singular.Channels.Runtime;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>A server that is told which of its lives it is in.</summary>
public sealed class LifeFixture(Func<int, object> create) : ContractFixture
{
    private int _life;

    public override object Start(Domain domain) => create(++_life);
}
