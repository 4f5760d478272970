namespace Singular.Kernel.Platform;

public enum ProcessState
{
    Running,

    /// <summary>It ended by itself; the status is its own.</summary>
    Exited,

    /// <summary>The kernel ended it.</summary>
    Killed,

    /// <summary>The processor or the operating system below ended it for a fault.</summary>
    Faulted,
}
