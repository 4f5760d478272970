namespace Singular.Contracts;

public enum DisplayError
{
    /// <summary>There is no mode of that number.</summary>
    NoSuchMode,

    /// <summary>A part of an area lies outside the screen, or it has no pixel.</summary>
    OutOfRange,

    /// <summary>The pixels are not exactly those of the area.</summary>
    WrongSize,

    /// <summary>The device does not answer; nothing is known of what was drawn.</summary>
    DeviceFailed,
}
