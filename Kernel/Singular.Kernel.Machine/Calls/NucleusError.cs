using System.Globalization;

namespace Singular.Kernel.Machine;

/// <summary>Error numbers of the nucleus: those of Linux (<c>asm-generic/errno-base.h</c>, <c>errno.h</c>), negated in results.</summary>
internal static class NucleusError
{
    internal const long NoEntry = -2;
    internal const long Interrupted = -4;
    internal const long TimedOut = -110;

    /// <summary>What an error means, for people.</summary>
    internal static string Text(long error) => error switch
    {
        NoEntry => "there is no such entry",
        -3 => "there is no such process",
        Interrupted => "it was cancelled",
        -5 => "the device misbehaves",
        -7 => "too many or too much was given",
        -9 => "the handle is not valid",
        -11 => "it cannot be done at the moment",
        -12 => "there is not enough memory",
        -13 => "the nucleus does not allow it",
        -14 => "an address is not valid",
        -16 => "somebody else uses it",
        -22 => "an argument is not valid",
        -28 => "there is no room left",
        -38 => "the nucleus has no such call",
        TimedOut => "the time ran out",
        _ => "nucleus error " + error.ToString(CultureInfo.InvariantCulture),
    };
}
