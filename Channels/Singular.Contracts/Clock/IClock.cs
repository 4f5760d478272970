using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A clock that knows the date.</summary>
[Contract("singular.clock", 1, 0)]
[Repeatable]
public interface IClock
{
    /// <summary>The present date and time of day in UTC, to the second.</summary>
    Result<CalendarTime, ClockError> Now();
}
