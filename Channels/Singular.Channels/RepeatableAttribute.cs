namespace Singular.Channels;

/// <summary>Says that a request may be sent again when its server died before it answered: the system then retries it
/// against the restarted server instead of reporting <see cref="ChannelClosedException"/>.</summary>
/// <remarks>A repeatable member moves no buffers and hands over no endpoints.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, Inherited = false)]
public sealed class RepeatableAttribute : Attribute;
