namespace Singular.Kernel.Platform;

/// <summary>A process that the kernel started. Disposing gives up the kernel's hold on it; it must have ended.</summary>
public interface IDriverProcess : IDisposable
{
    /// <summary>The platform's number of the process.</summary>
    int Id { get; }

    /// <summary>Waits for the end.</summary>
    /// <param name="limit">Longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>How it ended, or null when it still runs.</returns>
    ProcessEnd? Wait(TimeSpan limit);

    /// <summary>Ends it with all its threads. Does nothing when it has ended.</summary>
    void Kill();

    /// <summary>What is known of it now, or null when it has ended.</summary>
    ProcessFigures? Figures();
}
