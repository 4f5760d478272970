namespace Singular.Kernel.Logging;

/// <summary>The last things that happened, kept in memory. Safe to use from any thread.</summary>
/// <param name="now">Time since the start of the system.</param>
/// <param name="capacity">Entries that are kept; older ones are dropped.</param>
public sealed class KernelLog(Func<TimeSpan> now, int capacity = 1024)
{
    private readonly Lock _lock = new();
    private readonly Queue<LogEntry> _entries = new();

    /// <summary>Called after each entry, on the thread that wrote it; must not write to the log.</summary>
    public Action<LogEntry>? Written { get; set; }

    public void Info(string source, string text) => Add(LogLevel.Info, source, text);

    public void Warning(string source, string text) => Add(LogLevel.Warning, source, text);

    public void Error(string source, string text) => Add(LogLevel.Error, source, text);

    /// <summary>The entries that are kept, oldest first.</summary>
    public IReadOnlyList<LogEntry> Read()
    {
        lock (_lock)
            return [.. _entries];
    }

    private void Add(LogLevel level, string source, string text)
    {
        var entry = new LogEntry(now(), level, PrintableText.Of(source), PrintableText.Of(text, 2000));
        lock (_lock)
        {
            if (_entries.Count == capacity)
                _entries.Dequeue();
            _entries.Enqueue(entry);
        }
        Written?.Invoke(entry);
    }
}
