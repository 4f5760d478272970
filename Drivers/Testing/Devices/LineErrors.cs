namespace Singular.Drivers.Testing;

/// <summary>What can go wrong with a character on a serial line; the values are the bits of the 16550's line status register.</summary>
[Flags]
public enum LineErrors : byte
{
    None = 0,

    /// <summary>A character was lost because the one before had not been read.</summary>
    Overrun = 0x02,

    Parity = 0x04,

    /// <summary>The stop bit was missing.</summary>
    Framing = 0x08,

    /// <summary>The line was held low for longer than a character.</summary>
    Break = 0x10,
}
