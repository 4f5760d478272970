using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A keyboard with somebody at it.</summary>
internal sealed class KeyboardWorld : PcWorld
{
    private const byte NumLockLight = 2;
    private const byte CapsLockLight = 4;

    private readonly List<Stimulus> _stimuli;
    private KeyboardModel _model = new();

    internal KeyboardWorld(DriverUnderCheck driver)
        : base(driver)
    {
        _stimuli =
        [
            .. Key.All.SelectMany(key => (Stimulus[])[
                new($"{key.Name} is pressed", () => Do(key.PressCodes, () => _model.Press(key))),
                new($"{key.Name} is released", () => Do(key.ReleaseCodes, () => _model.Release(key))),
                new($"{key.Name} is typed", () =>
                {
                    Do(key.PressCodes, () => _model.Press(key));
                    Do(key.ReleaseCodes, () => _model.Release(key));
                })]),
            // More often than chance has it: what follows depends on them.
            .. Key.Modifiers.Select(key => new Stimulus($"{key.Name} is held", () => Do(key.PressCodes, () => _model.Press(key)))),
            new("a code that no key has comes", () => Do([0x02, 0xF0, 0x0F, 0xE0, 0x01, 0xE0, 0x12], () => { })),
            new("the keyboard's buffer runs over", () => Do([0x00], _model.ReleaseAll)),
            new("the keyboard is plugged in anew", () =>
            {
                _model.ReleaseAll();
                Pc.KeyboardController.Keyboard.Unplug();
                Pc.KeyboardController.Keyboard.PlugIn();
                Settle();
                _model.Announce();
            }),
            new("the keyboard asks again for what it gets", () => Pc.KeyboardController.Keyboard.ResendRequests = 1),
            new("a mouse moves", () =>
            {
                Pc.KeyboardController.ReceiveFromAuxiliary(0x1C);
                Settle();
            }),
        ];
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    public override object StartModel() => _model = new KeyboardModel();

    public override string? WhyWrong()
    {
        if (base.WhyWrong() is { } wrong)
            return wrong;
        int lights = (_model.Modifiers.HasFlag(KeyModifiers.NumLock) ? NumLockLight : 0) | (_model.Modifiers.HasFlag(KeyModifiers.CapsLock) ? CapsLockLight : 0);
        return Pc.KeyboardController.Keyboard.Lights == lights
            ? null
            : $"the keyboard's lights are {Pc.KeyboardController.Keyboard.Lights}; expected {lights} (2 num lock, 4 caps lock)";
    }

    /// <summary>The keyboard sends codes, each when the one before has been taken.</summary>
    private void Do(byte[] codes, Action model)
    {
        model();
        foreach (byte code in codes)
        {
            Pc.KeyboardController.Keyboard.Send(code);
            Settle();
        }
        _model.Announce();
    }
}
