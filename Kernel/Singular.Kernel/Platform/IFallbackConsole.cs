namespace Singular.Kernel.Platform;

/// <summary>The polled console that needs no driver. The kernel uses it while no serial driver runs.</summary>
public interface IFallbackConsole
{
    /// <summary>Moves what has come in to <paramref name="buffer"/>; does not wait.</summary>
    /// <returns>The number of bytes; 0 when nothing has come in.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Returns when all bytes were handed to the device.</summary>
    void Write(ReadOnlySpan<byte> data);

    /// <summary>A driver owns the device from here on: the platform leaves it alone.</summary>
    void Release();

    /// <summary>No driver owns the device any more: the platform sets it up for polled use again.</summary>
    void TakeBack();
}
