using Singular.Channels;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Console;

/// <summary>The stream of bytes that the shell talks over: the serial driver while one runs, the platform's polled console
/// otherwise. It changes over by itself when the driver comes or goes.</summary>
/// <remarks>For the shell's thread only: so no lock is held while a driver is called.</remarks>
/// <param name="fallback">The platform's polled console.</param>
/// <param name="driver">Gives the serial driver while it runs, else null.</param>
public sealed class KernelConsole(IFallbackConsole fallback, Func<SerialLine?> driver)
{
    // The fallback console has no interrupt to wait for; this is short enough that typing feels immediate.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(4);

    // A wait for input looks this often whether the serial driver is still there.
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(250);

    // A serial line that takes no byte for this long is held to be stuck, and output goes to the fallback console.
    private static readonly TimeSpan s_writeLimit = TimeSpan.FromSeconds(5);

    private readonly byte[] _input = new byte[256];
    private int _inputStart;
    private int _inputEnd;
    private Task<int>? _pending;
    private int _pendingGeneration;
    private int? _failedGeneration;
    private bool _released;

    /// <summary>Sends all the bytes.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (Current() is { } line)
            data = data[WriteTo(line, data)..];
        if (data.IsEmpty)
            return;
        TakeBack();
        fallback.Write(data);
    }

    /// <summary>Waits a moment for the next byte, at most a quarter of a second.</summary>
    public bool TryReadByte(out byte value)
    {
        if (_inputStart == _inputEnd)
        {
            _inputStart = 0;
            _inputEnd = Fill();
        }
        bool any = _inputStart < _inputEnd;
        value = any ? _input[_inputStart++] : (byte)0;
        return any;
    }

    private int Fill()
    {
        if (Current() is not { } line)
        {
            TakeBack();
            int polled = fallback.Read(_input);
            if (polled == 0)
                Thread.Sleep(s_pollInterval);
            return polled;
        }
        try
        {
            int read = line.Device.Read(_input);
            if (read > 0)
                return Math.Min(read, _input.Length);
            WaitForInput(line);
        }
        catch (ChannelException)
        {
            GiveUpOn(line);
        }
        return 0;
    }

    // One request for input is under way at most, however often the wait is interrupted to look around.
    private void WaitForInput(SerialLine line)
    {
        if (_pending is null || _pendingGeneration != line.Generation)
        {
            _pending = line.Device.WaitForInput().AsTask();
            _pendingGeneration = line.Generation;
        }
        if (!Ended(_pending, s_lookInterval, line))
            return;
        _pending = null;
    }

    private int WriteTo(SerialLine line, ReadOnlySpan<byte> data)
    {
        int written = 0;
        try
        {
            while (written < data.Length)
            {
                int end = Math.Min(data.Length, written + ChannelLimits.MaxCallBytes);
                int taken = line.Device.Write(data[written..end]);
                written += Math.Clamp(taken, 0, end - written);
                if (taken <= 0 && !Ended(line.Device.WaitForRoom().AsTask(), s_writeLimit, line))
                    GiveUpOn(line);
                if (_failedGeneration == line.Generation)
                    break;
            }
        }
        catch (ChannelException)
        {
            GiveUpOn(line);
        }
        return written;
    }

    // The task is one that the boundary made, so its failure is a channel's.
    private bool Ended(Task<int> task, TimeSpan limit, SerialLine line)
    {
        try
        {
            return task.Wait(limit);
        }
        catch (AggregateException e) when (e.InnerException is ChannelException)
        {
            GiveUpOn(line);
            return true;
        }
    }

    private SerialLine? Current()
    {
        SerialLine? line = driver();
        if (line is null || line.Generation == _failedGeneration)
            return null;
        if (!_released)
        {
            _released = true;
            fallback.Release();
        }
        return line;
    }

    private void GiveUpOn(SerialLine line) => _failedGeneration = line.Generation;

    private void TakeBack()
    {
        if (!_released)
            return;
        _released = false;
        fallback.TakeBack();
    }
}
