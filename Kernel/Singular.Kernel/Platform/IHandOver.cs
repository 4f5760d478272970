namespace Singular.Kernel.Platform;

/// <summary>Two threads that wake each other in turn. Disposing ends the second.</summary>
public interface IHandOver : IDisposable
{
    /// <summary>The calling thread wakes the other and waits until that has woken it: so many times.</summary>
    void Run(int rounds);
}
