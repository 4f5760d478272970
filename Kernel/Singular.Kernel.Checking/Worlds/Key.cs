using System.Globalization;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A key of a United States keyboard: what it sends in scan code set 2 and what it stands for.</summary>
/// <param name="Name">What is printed on it.</param>
/// <param name="Usage">"HID Usage Tables" 1.4, section 10.</param>
/// <param name="PressCodes">What it sends when it goes down.</param>
/// <param name="ReleaseCodes">What it sends when it goes up.</param>
/// <param name="Plain">Its character, 0 for none.</param>
/// <param name="Shifted">Its character with shift.</param>
internal sealed record Key(string Name, byte Usage, byte[] PressCodes, byte[] ReleaseCodes, char Plain, char Shifted)
{
    // Name, usage, set 2 code, character, shifted character (IBM PS/2 Hardware Interface Technical Reference, "Scan code set 2").
    private const string Ordinary =
        """
        a 04 1C a A|b 05 32 b B|c 06 21 c C|d 07 23 d D|e 08 24 e E|f 09 2B f F|g 0A 34 g G|h 0B 33 h H|i 0C 43 i I|j 0D 3B j J
        k 0E 42 k K|l 0F 4B l L|m 10 3A m M|n 11 31 n N|o 12 44 o O|p 13 4D p P|q 14 15 q Q|r 15 2D r R|s 16 1B s S|t 17 2C t T
        u 18 3C u U|v 19 2A v V|w 1A 1D w W|x 1B 22 x X|y 1C 35 y Y|z 1D 1A z Z
        1 1E 16 1 !|2 1F 1E 2 @|3 20 26 3 #|4 21 25 4 $|5 22 2E 5 %|6 23 36 6 ^|7 24 3D 7 &|8 25 3E 8 *|9 26 46 9 (|0 27 45 0 )
        - 2D 4E - _|= 2E 55 = +|[ 2F 54 [ {|] 30 5B ] }|; 33 4C ; :|' 34 52 ' "|` 35 0E ` ~|, 36 41 , <|. 37 49 . >|/ 38 4A / ?|backslash 31 5D \ PIPE
        Enter 28 5A U+000A U+000A|Escape 29 76 U+001B U+001B|Backspace 2A 66 U+0008 U+0008|Tab 2B 0D U+0009 U+0009|Space 2C 29 U+0020 U+0020
        F1 3A 05|F2 3B 06|F7 40 83|F11 44 78|F12 45 07|ScrollLock 47 7E
        CapsLock 39 58|NumLock 53 77|LeftShift E1 12|RightShift E5 59|LeftControl E0 14|LeftAlt E2 11
        pad* 55 7C * *|pad- 56 7B - -|pad+ 57 79 + +|pad1 59 69|pad5 5D 73|pad9 61 7D|pad0 62 70|pad. 63 71|between 64 61 \ PIPE
        """;

    // The same for keys whose codes have the prefix E0.
    private const string Extended =
        "RightControl E4 14|RightAlt E6 11|LeftGui E3 1F|RightGui E7 27|Application 65 2F|pad/ 54 4A / /|padEnter 58 5A U+000A U+000A|End 4D 69|Left 50 6B|Home 4A 6C|Insert 49 70|Delete 4C 71|Down 51 72|Right 4F 74|Up 52 75|PageDown 4E 7A|PrintScreen 46 7C|PageUp 4B 7D";

    internal static IReadOnlyList<Key> All { get; } =
    [
        .. Read(Ordinary, []), .. Read(Extended, [0xE0]),
        // The one key with codes of its own length.
        new("Pause", 0x48, [0xE1, 0x14, 0x77], [0xE1, 0xF0, 0x14, 0xF0, 0x77], '\0', '\0'),
    ];

    internal static IEnumerable<Key> Modifiers => All.Where(key => key.Modifier != KeyModifiers.None || key.Lock != KeyModifiers.None);

    /// <summary>What is held as long as the key is.</summary>
    internal KeyModifiers Modifier => Name switch
    {
        "LeftShift" => KeyModifiers.LeftShift,
        "RightShift" => KeyModifiers.RightShift,
        "LeftControl" => KeyModifiers.LeftControl,
        "RightControl" => KeyModifiers.RightControl,
        "LeftAlt" => KeyModifiers.LeftAlt,
        "RightAlt" => KeyModifiers.RightAlt,
        _ => KeyModifiers.None,
    };

    /// <summary>What each press toggles.</summary>
    internal KeyModifiers Lock => Name switch
    {
        "CapsLock" => KeyModifiers.CapsLock,
        "NumLock" => KeyModifiers.NumLock,
        _ => KeyModifiers.None,
    };

    /// <summary>What a press stands for while keys are held and locks are on.</summary>
    internal char Character(KeyModifiers modifiers)
    {
        bool isLetter = Plain is >= 'a' and <= 'z';
        if ((modifiers & (KeyModifiers.LeftControl | KeyModifiers.RightControl)) != 0)
            return isLetter ? (char)(Plain - 'a' + 1) : '\0';
        // The pad's digits are there with num lock only.
        if (Usage is >= 0x59 and <= 0x63)
            return modifiers.HasFlag(KeyModifiers.NumLock) ? Name[^1] : '\0';
        bool isShifted = (modifiers & (KeyModifiers.LeftShift | KeyModifiers.RightShift)) != 0;
        return isShifted != (isLetter && modifiers.HasFlag(KeyModifiers.CapsLock)) ? Shifted : Plain;
    }

    private static IEnumerable<Key> Read(string table, byte[] prefix) =>
        table.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(' ')).Select(words =>
        {
            byte code = Hexadecimal(words[2]);
            return new Key(
                words[0], Hexadecimal(words[1]), [.. prefix, code], [.. prefix, 0xF0, code],
                words.Length > 3 ? Letter(words[3]) : '\0', words.Length > 4 ? Letter(words[4]) : '\0');
        });

    private static byte Hexadecimal(string digits) => byte.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static char Letter(string word) => word switch
    {
        "PIPE" => '|',
        { Length: > 1 } => (char)int.Parse(word[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ => word[0],
    };
}
