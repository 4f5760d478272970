namespace Singular.Contracts;

/// <summary>How a pixel is stored, little-endian.</summary>
public enum PixelFormat
{
    /// <summary>4 bytes: blue in bits 7 to 0, green in 15 to 8, red in 23 to 16; bits 31 to 24 are ignored. The format of UEFI's
    /// <c>PixelBlueGreenRedReserved8BitPerColor</c> (UEFI 2.10, section 12.9).</summary>
    Xrgb8888,

    /// <summary>4 bytes: red in bits 7 to 0, green in 15 to 8, blue in 23 to 16; bits 31 to 24 are ignored
    /// (<c>PixelRedGreenBlueReserved8BitPerColor</c>).</summary>
    Xbgr8888,

    /// <summary>2 bytes: blue in bits 4 to 0, green in 10 to 5, red in 15 to 11.</summary>
    Rgb565,
}
