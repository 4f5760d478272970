namespace Singular.Drivers.Keyboards;

/// <summary>Usage numbers of the keyboard page ("HID Usage Tables" 1.4, section 10) that the driver treats specially.</summary>
internal static class KeyUsage
{
    public const byte A = 0x04;
    public const byte Z = 0x1D;
    public const byte Slash = 0x38;
    public const byte CapsLock = 0x39;
    public const byte PrintScreen = 0x46;
    public const byte Pause = 0x48;
    public const byte Insert = 0x49;
    public const byte Home = 0x4A;
    public const byte PageUp = 0x4B;
    public const byte Delete = 0x4C;
    public const byte End = 0x4D;
    public const byte PageDown = 0x4E;
    public const byte RightArrow = 0x4F;
    public const byte LeftArrow = 0x50;
    public const byte DownArrow = 0x51;
    public const byte UpArrow = 0x52;
    public const byte NumLock = 0x53;
    public const byte KeypadDivide = 0x54;
    public const byte KeypadEnter = 0x58;
    public const byte Keypad1 = 0x59;
    public const byte KeypadPoint = 0x63;

    /// <summary>The key between left shift and Z on keyboards with 102 keys.</summary>
    public const byte NonUsBackslash = 0x64;

    public const byte Application = 0x65;
    public const byte LeftControl = 0xE0;
    public const byte LeftShift = 0xE1;
    public const byte LeftAlt = 0xE2;
    public const byte LeftGui = 0xE3;
    public const byte RightControl = 0xE4;
    public const byte RightShift = 0xE5;
    public const byte RightAlt = 0xE6;
    public const byte RightGui = 0xE7;
}
