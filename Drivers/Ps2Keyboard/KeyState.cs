using Singular.Contracts;

namespace Singular.Drivers.Keyboards;

/// <summary>Which keys are held and which locks are on.</summary>
internal sealed class KeyState
{
    private readonly bool[] _isHeld = new bool[256];

    public KeyModifiers Modifiers { get; private set; }

    /// <summary>A key goes down, or repeats while it is held.</summary>
    public KeyEvent Press(byte usage)
    {
        bool isRepetition = _isHeld[usage];
        _isHeld[usage] = true;
        Modifiers |= HeldModifier(usage);
        if (!isRepetition)
            Modifiers ^= Lock(usage);
        return new KeyEvent(usage, true, UsLayout.Character(usage, Modifiers), Modifiers);
    }

    /// <summary>A key goes up.</summary>
    /// <returns>False when it was not down: its press was lost, and the release is of no use to anybody.</returns>
    public bool TryRelease(byte usage, out KeyEvent change)
    {
        bool wasHeld = _isHeld[usage];
        _isHeld[usage] = false;
        Modifiers &= ~HeldModifier(usage);
        change = new KeyEvent(usage, false, '\0', Modifiers);
        return wasHeld;
    }

    private static KeyModifiers Lock(byte usage) => usage switch
    {
        KeyUsage.CapsLock => KeyModifiers.CapsLock,
        KeyUsage.NumLock => KeyModifiers.NumLock,
        _ => KeyModifiers.None,
    };

    private static KeyModifiers HeldModifier(byte usage) => usage switch
    {
        KeyUsage.LeftControl => KeyModifiers.LeftControl,
        KeyUsage.LeftShift => KeyModifiers.LeftShift,
        KeyUsage.LeftAlt => KeyModifiers.LeftAlt,
        KeyUsage.RightControl => KeyModifiers.RightControl,
        KeyUsage.RightShift => KeyModifiers.RightShift,
        KeyUsage.RightAlt => KeyModifiers.RightAlt,
        _ => KeyModifiers.None,
    };
}
