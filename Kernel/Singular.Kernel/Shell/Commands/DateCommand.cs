using System.Globalization;
using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Shell.Commands;

internal sealed class DateCommand : IShellCommand
{
    public string Name => "date";

    public string Arguments => "";

    public string Summary => "show the date and time of day in UTC, from the clock driver";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        if (session.System.Clock is not { } clock)
            return session.Fail("no driver in this image provides a clock; install one, e.g. CmosClock");
        try
        {
            Result<CalendarTime, ClockError> now = clock.Now();
            if (!now.IsOk)
                return session.Fail($"the clock gave no time: {ClockErrorText(now.Error)}");
            session.Output.Line($"{Format(now.Value)} UTC");
            return 0;
        }
        catch (ChannelException e)
        {
            return session.Fail($"{e.Message} 'drivers' shows its state, 'restart NAME' starts it.");
        }
    }

    internal static string Format(CalendarTime time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.Year:0000}-{time.Month:00}-{time.Day:00} {time.Hour:00}:{time.Minute:00}:{time.Second:00}");

    private static string ClockErrorText(ClockError error) => error switch
    {
        ClockError.NotReady => "the device never left its update cycle",
        ClockError.InvalidTime => "the device holds a date that does not exist; its battery may be empty",
        _ => error.ToString(),
    };
}
