using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Placements;

/// <summary>The server's object is called through a boundary in the same address space.</summary>
public sealed class InKernel<TContract> : PlacedServer<TContract>
    where TContract : class
{
    public InKernel(Func<object> create, DomainOptions options)
        : base(create, options)
    {
        Restart();
        Boundary = GeneratedCode.For<TContract>().CreateBoundary(Slot, ClientDomain);
    }

    public override Domain Driver => ServerDomain;

    public override void Restart()
    {
        ServerDomain = new Domain("Server#0", Options);
        Slot.Install(ServerDomain, Create());
    }

    public override void Dispose()
    {
        ServerDomain.Stop();
        ClientDomain.Stop();
    }
}
