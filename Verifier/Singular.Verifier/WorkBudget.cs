using System.Diagnostics;

namespace Singular.Verifier;

/// <summary>Counts the work of one verification, so that no input can make it run without end.</summary>
internal sealed class WorkBudget
{
    /// <summary>The clock is read once per this many units; a unit is a fraction of a microsecond.</summary>
    private const long UnitsBetweenClockReadings = 100_000;

    private readonly VerificationLimits _limits;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _left;
    private long _untilClock = UnitsBetweenClockReadings;

    public WorkBudget(VerificationLimits limits)
    {
        _limits = limits;
        _left = limits.Work;
    }

    /// <exception cref="VerificationLimitException">The work or the time is used up.</exception>
    public void Spend(long units)
    {
        _left -= units;
        if (_left < 0)
            throw new VerificationLimitException("work", _limits.Work);
        _untilClock -= units;
        if (_untilClock < 0)
            ReadClock();
    }

    private void ReadClock()
    {
        _untilClock = UnitsBetweenClockReadings;
        if (Stopwatch.GetElapsedTime(_started) > _limits.Time)
            throw new VerificationLimitException("seconds", (long)_limits.Time.TotalSeconds);
    }
}
