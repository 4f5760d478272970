using Singular.Channels;

namespace Singular.Contracts;

/// <summary>One key going down or up.</summary>
/// <param name="Usage">The key: usage number of page 7 (keyboard) in "HID Usage Tables" 1.4, section 10; 0x04 is A.</param>
/// <param name="IsDown">True for a press or its automatic repetition, false for a release.</param>
/// <param name="Character">The UTF-16 code unit that a press stands for in the active layout, 0 where there is none.</param>
/// <param name="Modifiers">The modifier keys that are held, after this event.</param>
[Exchangeable]
public readonly record struct KeyEvent(byte Usage, bool IsDown, char Character, KeyModifiers Modifiers);
