namespace Singular.Contracts;

/// <summary>Modifier keys and locks.</summary>
[Flags]
public enum KeyModifiers : byte
{
    None = 0,
    LeftShift = 1,
    RightShift = 2,
    LeftControl = 4,
    RightControl = 8,
    LeftAlt = 16,
    RightAlt = 32,
    CapsLock = 64,
    NumLock = 128,
}
