using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Clock;

/// <summary>A clock whose own thread calls a network device without a pause, while that dies and comes back.</summary>
[Driver(Provides = typeof(IClock))]
public sealed class PatientClock : IClock
{
    /// <summary>No call may take longer: beyond the longest time limit, and the longest pause before a restart.</summary>
    private const long LongestMilliseconds = 30_000;

    private const int PauseMilliseconds = 1;

    private readonly INetworkDevice _network;
    private long _lastEnd = Environment.TickCount64;
    private int _answered;
    private int _refused;

    public PatientClock(INetworkDevice network)
    {
        _network = network;
        new Thread(CallForEver) { IsBackground = true }.Start();
        new Thread(WatchForEver) { IsBackground = true }.Start();
    }

    /// <summary>The minutes count answers and the seconds typed errors, each up to 59.</summary>
    public Result<CalendarTime, ClockError> Now() =>
        new CalendarTime(2026, 1, 1, 0, Math.Min(Volatile.Read(ref _answered), 59), Math.Min(Volatile.Read(ref _refused), 59));

    // Whatever is not a typed error leaves the thread, and so ends the program.
    private void CallForEver()
    {
        while (true)
        {
            try
            {
                // A call that is made once more after a death, and one that is not; nobody has this state, so it comes back at once.
                _network.Identity();
                _network.WaitForLink(default).AsTask().GetAwaiter().GetResult();
                Volatile.Write(ref _answered, _answered + 1);
            }
            catch (ChannelException)
            {
                Volatile.Write(ref _refused, _refused + 1);
                Thread.Sleep(PauseMilliseconds);
            }
            Volatile.Write(ref _lastEnd, Environment.TickCount64);
        }
    }

    private void WatchForEver()
    {
        while (true)
        {
            Thread.Sleep(1000);
            if (Environment.TickCount64 - Volatile.Read(ref _lastEnd) > LongestMilliseconds)
                throw new TimeoutException("A call of the network device has not ended.");
        }
    }
}
