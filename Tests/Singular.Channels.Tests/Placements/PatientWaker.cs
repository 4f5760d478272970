using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Placements;

/// <summary>Sleeps for a minute where the library would look again after a part of a second, so that a wake-up which is lost is seen. Short waits, which
/// count on looking again, stay as they are.</summary>
public sealed class PatientWaker : IWaker
{
    private const long ShortNanoseconds = 10_000_000;
    private const long MinuteNanoseconds = 60_000_000_000;

    private readonly FutexWaker _waker = new();

    public void Wake(nint word) => _waker.Wake(word);

    public bool Wait(nint word, uint expected, long nanoseconds) => _waker.Wait(word, expected, Patient(nanoseconds));

    public bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds) => _waker.WakeAndWait(wake, word, expected, Patient(nanoseconds));

    private static long Patient(long nanoseconds) => nanoseconds <= ShortNanoseconds ? nanoseconds : MinuteNanoseconds;
}
