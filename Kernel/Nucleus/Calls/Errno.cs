namespace Singular.Nucleus;

/// <summary>Negative Linux error numbers, as they stand in the result register (asm-generic/errno-base.h, errno.h).</summary>
internal static class Errno
{
    public const long NoEntry = -2;
    public const long NoProcess = -3;
    public const long Interrupted = -4;
    public const long InputOutput = -5;
    public const long BadHandle = -9;
    public const long Again = -11;
    public const long NoMemory = -12;
    public const long Access = -13;
    public const long Fault = -14;
    public const long Busy = -16;
    public const long Invalid = -22;
    public const long NotTerminal = -25;
    public const long NoSpace = -28;
    public const long NotImplemented = -38;
    public const long TimedOut = -110;

    /// <summary>Not an error: the caller is blocked, and its result will be written when it wakes. No call returns this.</summary>
    public const long Pending = long.MinValue;
}
