namespace Singular.Channels.Runtime;

/// <summary>What one call through a boundary keeps between coming in and going out. A local variable of generated code, which
/// passes it on and reads nothing but <see cref="Server"/> and <see cref="Thread"/>.</summary>
public struct CallFrame
{
    // Small on purpose: the JIT clears it in every call.
    internal CallContext Context;
    internal Domain ServerDomain;
    internal int CallerId;
    internal CallFrameFlags Flags;

    /// <summary>Of the thread that makes the call.</summary>
    public readonly CallContext Thread => Context;

    /// <summary>The domain that the call went to.</summary>
    public readonly Domain Server => ServerDomain;
}
