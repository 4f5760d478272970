namespace Singular.Channels;

/// <summary>The longest a call of the member may take before its server is held to be faulty.</summary>
/// <param name="milliseconds">Limit in milliseconds of wall time, 1 to 3,600,000. The default is 5,000.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, Inherited = false)]
public sealed class TimeLimitAttribute(int milliseconds) : Attribute
{
    /// <summary>What holds where a contract says nothing, in milliseconds.</summary>
    public const int Default = 5_000;

    public int Milliseconds { get; } = milliseconds;
}
