using Singular.Contracts;

namespace Singular.Drivers.Keyboards;

/// <summary>The characters of a United States keyboard.</summary>
internal static class UsLayout
{
    /// <summary>Usages 0x04 to 0x38: letters, digits, Enter, Escape, Backspace, Tab, space, signs.</summary>
    private const string Plain = "abcdefghijklmnopqrstuvwxyz1234567890\n\u001B\b\t -=[]\\#;'`,./";

    private const string Shifted = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\u001B\b\t _+{}|~:\"~<>?";

    /// <summary>Usages 0x54 to 0x58: the keys of the number pad that do not depend on Num Lock.</summary>
    private const string KeypadSigns = "/*-+\n";

    /// <summary>Usages 0x59 to 0x63 while Num Lock is on.</summary>
    private const string KeypadDigits = "1234567890.";

    private const KeyModifiers Shift = KeyModifiers.LeftShift | KeyModifiers.RightShift;
    private const KeyModifiers Control = KeyModifiers.LeftControl | KeyModifiers.RightControl;

    /// <summary>What pressing a key means: with Ctrl a letter gives U+0001 to U+001A and other keys give nothing; Alt changes
    /// nothing.</summary>
    /// <returns>0 where the key stands for no character.</returns>
    public static char Character(byte usage, KeyModifiers modifiers)
    {
        bool isLetter = usage is >= KeyUsage.A and <= KeyUsage.Z;
        if ((modifiers & Control) != 0)
            return isLetter ? (char)(usage - KeyUsage.A + 1) : '\0';

        bool isShifted = (modifiers & Shift) != 0;
        if (isLetter && (modifiers & KeyModifiers.CapsLock) != 0)
            isShifted = !isShifted;
        return usage switch
        {
            >= KeyUsage.A and <= KeyUsage.Slash => (isShifted ? Shifted : Plain)[usage - KeyUsage.A],
            >= KeyUsage.KeypadDivide and <= KeyUsage.KeypadEnter => KeypadSigns[usage - KeyUsage.KeypadDivide],
            >= KeyUsage.Keypad1 and <= KeyUsage.KeypadPoint when (modifiers & KeyModifiers.NumLock) != 0 =>
                KeypadDigits[usage - KeyUsage.Keypad1],
            KeyUsage.NonUsBackslash => isShifted ? '|' : '\\',
            _ => '\0',
        };
    }
}
