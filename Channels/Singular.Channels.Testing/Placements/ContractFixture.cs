using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>A world that makes the server under test itself.</summary>
public abstract class ContractFixture : ContractWorld
{
    /// <summary>Makes the server's object for one life, inside its domain.</summary>
    /// <param name="domain">The domain of this life; its resources end with it.</param>
    public abstract object Start(Domain domain);
}
