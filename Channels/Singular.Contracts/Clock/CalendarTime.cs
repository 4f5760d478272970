using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A date and time of day in UTC (proleptic Gregorian calendar).</summary>
/// <param name="Year">1 to 9999.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 59.</param>
[Exchangeable]
public readonly record struct CalendarTime(int Year, int Month, int Day, int Hour, int Minute, int Second);
