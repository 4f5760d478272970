using System.Diagnostics;
using System.Globalization;

namespace Singular.CommandLine.Session;

/// <summary>Says on standard error what long work is under way and how long it took.</summary>
internal sealed class Progress
{
    /// <summary>Runs one step.</summary>
    public void Run(string title, Action work) => Run(title, () =>
    {
        work();
        return true;
    });

    /// <inheritdoc cref="Run(string, Action)"/>
    public T Run<T>(string title, Func<T> work)
    {
        Console.Error.Write($"{title} …");
        long start = Stopwatch.GetTimestamp();
        try
        {
            T result = work();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $" {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
            return result;
        }
        catch
        {
            Console.Error.WriteLine(" failed");
            throw;
        }
    }
}
