namespace Singular.Channels.Runtime;

/// <summary>Sleeps on and wakes through 32-bit words in shared memory, across address spaces (a futex).</summary>
/// <remarks>Every call may return early; callers look at the word again. The call blocks, so it must let a garbage collection
/// go on meanwhile.</remarks>
public interface IWaker
{
    /// <summary>Wakes one sleeper on the word.</summary>
    /// <param name="word">Its address, a multiple of 4.</param>
    void Wake(nint word);

    /// <summary>Sleeps while the word has the expected value, at most for the time given.</summary>
    /// <param name="word">Its address.</param>
    /// <param name="expected">Value at which to sleep.</param>
    /// <param name="nanoseconds">Longest sleep.</param>
    /// <returns>False when the time has run out; true in all other cases.</returns>
    bool Wait(nint word, uint expected, long nanoseconds);

    /// <summary>Wakes one sleeper and sleeps, in one step where the platform can: the processor goes straight to the one
    /// woken.</summary>
    /// <param name="wake">Address of the word whose sleeper is woken.</param>
    /// <param name="word">Address of the word to sleep on.</param>
    /// <param name="expected">Value at which to sleep.</param>
    /// <param name="nanoseconds">Longest sleep.</param>
    /// <returns>As <see cref="Wait"/>.</returns>
    bool WakeAndWait(nint wake, nint word, uint expected, long nanoseconds);
}
