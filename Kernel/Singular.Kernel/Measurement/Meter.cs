using System.Diagnostics;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Measurement;

/// <summary>Times loops.</summary>
/// <param name="platform">Counts the crossings.</param>
internal sealed class Meter(IMeasuredPlatform platform)
{
    // Odd, so that there is a middle one: a timer tick or a watch that wakes up falls into some of them, not into all.
    private const int Batches = 5;

    /// <summary>The middle one of five batches, after one that is not counted and fills caches.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="count">Operations in a batch.</param>
    /// <param name="loop">Does as many operations as it is told.</param>
    public MeasuredRow Take(string name, int count, Action<int> loop)
    {
        loop(count);
        var batches = new MeasuredRow[Batches];
        for (int i = 0; i < Batches; i++)
        {
            CrossingCounters before = platform.Crossings();
            long start = Stopwatch.GetTimestamp();
            loop(count);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            batches[i] = new MeasuredRow(name, time.TotalNanoseconds / count, count, platform.Crossings() - before);
        }
        Array.Sort(batches, static (a, b) => a.Value.CompareTo(b.Value));
        return batches[Batches / 2];
    }
}
