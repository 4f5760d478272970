namespace Singular.Kernel.Logging;

public enum LogLevel
{
    /// <summary>The ordinary course of things.</summary>
    Info,

    /// <summary>Something is missing or was refused, and the system goes on without it.</summary>
    Warning,

    /// <summary>A driver died or stays down.</summary>
    Error,
}
