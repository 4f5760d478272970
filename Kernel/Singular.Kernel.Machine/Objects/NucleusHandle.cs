namespace Singular.Kernel.Machine;

/// <summary>A handle of the nucleus, closed when disposed.</summary>
internal sealed class NucleusHandle(long number) : IDisposable
{
    private long _number = number;

    /// <summary>The handle's number in this process.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    internal long Number
    {
        get
        {
            long number = Interlocked.Read(ref _number);
            ObjectDisposedException.ThrowIf(number == 0, this);
            return number;
        }
    }

    public void Dispose()
    {
        long number = Interlocked.Exchange(ref _number, 0);
        if (number != 0)
            Nucleus.Try(CallNumber.HandleClose, number);
    }
}
