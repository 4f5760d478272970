using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A keyboard with somebody at it.</summary>
internal sealed class KeyboardWorld : PcWorld
{
    private const byte NumLockLight = 2;
    private const byte CapsLockLight = 4;

    private const int DataPort = 0x60;
    private const int CommandPort = 0x64;
    private const byte ReadConfiguration = 0x20;
    private const byte WriteConfiguration = 0x60;

    // Both interrupts, system flag, translation (IBM PS/2 Hardware Interface Technical Reference, "Controller Command Byte").
    private const byte ConfigurationOfFirmware = 0x47;

    private readonly KeyboardKind _kind;
    private readonly List<Stimulus> _stimuli;
    private KeyboardModel _model = new();

    internal KeyboardWorld(DriverUnderCheck driver, KeyboardKind kind)
        : base(driver)
    {
        _kind = kind;
        Prepare();
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
            new("a code that no key has comes", () => Do([0x02, 0x90, 0xF0, 0x90, 0xF0, 0x0F, 0xE0, 0x01, 0xE0, 0x12], () => { })),
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

    public override string Name => _kind switch
    {
        KeyboardKind.AsksAgain => "the keyboard asks twice for the first byte",
        KeyboardKind.LeftByFirmware => "firmware has left keys waiting and translation on",
        KeyboardKind.TypedOn => "somebody types while the driver starts",
        KeyboardKind.Missing => "no keyboard is there at first",
        _ => "",
    };

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

    private void Prepare()
    {
        switch (_kind)
        {
            case KeyboardKind.AsksAgain:
                Pc.KeyboardController.Keyboard.ResendRequests = 2;
                break;
            case KeyboardKind.LeftByFirmware:
                Platform.Ports.Write(CommandPort, 1, WriteConfiguration);
                Platform.Ports.Write(DataPort, 1, ConfigurationOfFirmware);
                Pc.KeyboardController.Keyboard.Send(0x1C, 0xF0, 0x1C);
                break;
            case KeyboardKind.TypedOn:
                Pc.KeyboardController.Commanded += command =>
                {
                    if (command == ReadConfiguration)
                        Pc.KeyboardController.Keyboard.Send(0x1C, 0xF0, 0x1C);
                };
                break;
            case KeyboardKind.Missing:
                Pc.KeyboardController.Keyboard.Unplug();
                break;
        }
    }

    /// <summary>The keyboard sends codes, each when the one before has been taken.</summary>
    private void Do(byte[] codes, Action model)
    {
        if (!Pc.KeyboardController.Keyboard.IsPluggedIn)
            return;
        model();
        foreach (byte code in codes)
        {
            Pc.KeyboardController.Keyboard.Send(code);
            Settle();
        }
        _model.Announce();
    }
}
