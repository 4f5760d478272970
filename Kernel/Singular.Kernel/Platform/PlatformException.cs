namespace Singular.Kernel.Platform;

/// <summary>The platform could not do what the kernel asked.</summary>
/// <param name="operation">What was tried, e.g. <c>start process CmosClock#0</c>.</param>
/// <param name="reason">Why it failed, with the platform's own error name or number where there is one.</param>
public sealed class PlatformException(string operation, string reason) : Exception($"{operation}: {reason}")
{
    public string Operation { get; } = operation;

    public string Reason { get; } = reason;
}
