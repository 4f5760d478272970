namespace Singular.Drivers.Keyboards;

/// <summary>Puts the bytes of scan code set 2 together to keys. Bytes that make no sense are dropped together with the
/// prefixes before them, so that the next key is read right.</summary>
internal sealed class ScanCodeDecoder
{
    private bool _isBreak;
    private bool _isExtended;
    private int _pauseBytesSeen = NotInPause;

    private const int NotInPause = -1;

    public void Reset()
    {
        _isBreak = false;
        _isExtended = false;
        _pauseBytesSeen = NotInPause;
    }

    /// <summary>Takes the next byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="usage">The key that the byte completes.</param>
    /// <param name="isDown">Whether the key goes down or up.</param>
    /// <returns>True when the byte completes a key.</returns>
    public bool TryDecode(byte value, out byte usage, out bool isDown)
    {
        usage = 0;
        isDown = false;
        switch (value)
        {
            case ScanCodes.Break:
                _isBreak = true;
                return false;
            case ScanCodes.Extended:
                Reset();
                _isExtended = true;
                return false;
            case ScanCodes.Pause:
                Reset();
                _pauseBytesSeen = 0;
                return false;
        }

        isDown = !_isBreak;
        if (_pauseBytesSeen == 0 && value == ScanCodes.PauseFirst)
        {
            _pauseBytesSeen = 1;
            return false;
        }

        if (_pauseBytesSeen == 1 && value == ScanCodes.PauseSecond)
            usage = KeyUsage.Pause;
        else if (_pauseBytesSeen == NotInPause)
            usage = _isExtended ? ScanCodes.ExtendedUsage(value) : ScanCodes.Usage(value);
        Reset();
        return usage != 0;
    }
}
