namespace Singular.Kernel.Logging;

/// <param name="Time">Time since the start of the system.</param>
/// <param name="Level">How serious it is.</param>
/// <param name="Source">Driver instance or part of the kernel that it is about.</param>
/// <param name="Text">One line, fit to be printed.</param>
public sealed record LogEntry(TimeSpan Time, LogLevel Level, string Source, string Text);
