namespace Singular.Kernel.Platform;

/// <summary>The right of one process to a range of ports.</summary>
public interface IPortRange : IProcessGrant, IDisposable
{
    int First { get; }

    int Count { get; }
}
