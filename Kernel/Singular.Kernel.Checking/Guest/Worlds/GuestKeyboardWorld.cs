using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Checking.Worlds;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>The emulated keyboard with somebody at it.</summary>
internal sealed class GuestKeyboardWorld : GuestWorld
{
    private const int StatusPort = 0x64;
    private const uint OutputFull = 1;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // QEMU's names (qapi/ui.json, QKeyCode) where they are not the key's own in small letters. It sends Pause in one piece and PrintScreen in several ways:
    // those two are left to the simulated keyboard.
    private static readonly Dictionary<string, string> s_codes = new()
    {
        ["-"] = "minus", ["="] = "equal", ["["] = "bracket_left", ["]"] = "bracket_right", [";"] = "semicolon", ["'"] = "apostrophe", ["`"] = "grave_accent",
        [","] = "comma", ["."] = "dot", ["/"] = "slash", ["Enter"] = "ret", ["Escape"] = "esc", ["Space"] = "spc", ["ScrollLock"] = "scroll_lock", ["CapsLock"] = "caps_lock",
        ["NumLock"] = "num_lock", ["LeftShift"] = "shift", ["RightShift"] = "shift_r", ["LeftControl"] = "ctrl", ["RightControl"] = "ctrl_r", ["LeftAlt"] = "alt", ["RightAlt"] = "alt_r",
        ["pad*"] = "kp_multiply", ["pad-"] = "kp_subtract", ["pad+"] = "kp_add", ["pad1"] = "kp_1", ["pad5"] = "kp_5", ["pad9"] = "kp_9", ["pad0"] = "kp_0", ["pad."] = "kp_decimal",
        ["pad/"] = "kp_divide", ["padEnter"] = "kp_enter", ["between"] = "less", ["LeftGui"] = "meta_l", ["RightGui"] = "meta_r", ["Application"] = "compose", ["PageDown"] = "pgdn", ["PageUp"] = "pgup",
    };

    private readonly HashSet<Key> _down = [];
    private readonly List<Stimulus> _stimuli;
    private KeyboardModel _model = new();
    private string? _wrong;

    internal GuestKeyboardWorld(GuestMachine machine)
        : base(machine)
    {
        Key[] keys = [.. Key.All.Where(key => key.Name is not ("Pause" or "PrintScreen"))];
        _stimuli =
        [
            .. keys.SelectMany(key => (Stimulus[])[
                new($"{key.Name} is pressed", () => Press(key)), new($"{key.Name} is released", () => Release(key)),
                new($"{key.Name} is typed", () =>
                {
                    Press(key);
                    Release(key);
                })]),
            // More often than chance has it: what follows depends on them.
            .. Key.Modifiers.Select(key => new Stimulus($"{key.Name} is held", () => Press(key))),
        ];
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    public override object StartModel() => _model = new KeyboardModel();

    public override string? WhyWrong() => _wrong;

    /// <summary>The emulator must not think of a key as held when the next world begins.</summary>
    protected override void Dispose(bool isDisposing)
    {
        if (Machine.Line.Problem is not null)
            return;
        foreach (Key key in _down)
            Machine.Monitor.MoveKey(CodeOf(key), isDown: false);
    }

    private static string CodeOf(Key key) => s_codes.GetValueOrDefault(key.Name) ?? key.Name.ToLowerInvariant();

    private void Press(Key key)
    {
        _down.Add(key);
        _model.Press(key);
        Move(key, isDown: true);
    }

    private void Release(Key key)
    {
        _down.Remove(key);
        _model.Release(key);
        Move(key, isDown: false);
    }

    private void Move(Key key, bool isDown)
    {
        Machine.Monitor.MoveKey(CodeOf(key), isDown);
        if (!Wait(() => Machine.Access(PortAccess.Read8(StatusPort), PortAccess.Read8(StatusPort)).All(status => (status & OutputFull) == 0), s_limit))
            _wrong ??= $"the keyboard controller still has a byte that nobody takes {s_limit.TotalSeconds:0} s after {key.Name} {(isDown ? "was pressed" : "was released")}";
        _model.Announce();
    }
}
