namespace Singular.Channels.Runtime;

/// <summary>What one call through a boundary keeps between coming in and going out. A local variable of generated code, which
/// passes it on and reads nothing but <see cref="Server"/>.</summary>
public struct CallFrame
{
    internal CallContext Context;
    internal Domain ServerDomain;
    internal SynchronizationContext? CallerContext;
    internal int CallerId;
    internal bool SwitchedContext;
    internal bool HasRetried;
    internal bool IsConcurrent;
    internal bool CountsPending;
    internal bool IsComplete;

    /// <summary>The domain that the call went to.</summary>
    public readonly Domain Server => ServerDomain;
}
