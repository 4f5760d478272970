using Singular.Contracts;

namespace Singular.Drivers.Keyboards;

/// <summary>Sets the keyboard's lights by the command 0xED, whose two bytes the keyboard acknowledges one by one.</summary>
internal sealed class KeyboardLights(KeyboardController controller)
{
    private const byte SetLights = 0xED;
    private const byte NumLockLight = 0x02;
    private const byte CapsLockLight = 0x04;

    /// <summary>A keyboard that asks for the same byte more often does not work.</summary>
    private const int MostResends = 3;

    private Step _step;
    private byte _lights;
    private int _resends;

    private enum Step
    {
        Idle,
        CommandSent,
        LightsSent,
    }

    /// <summary>Begins to show the locks; a command that is under way is begun anew.</summary>
    public void Show(KeyModifiers modifiers)
    {
        _lights = 0;
        if ((modifiers & KeyModifiers.NumLock) != 0)
            _lights |= NumLockLight;
        if ((modifiers & KeyModifiers.CapsLock) != 0)
            _lights |= CapsLockLight;
        _resends = 0;
        Send(Step.CommandSent);
    }

    /// <summary>The keyboard acknowledged a byte.</summary>
    public void Acknowledge() => Send(_step == Step.CommandSent ? Step.LightsSent : Step.Idle);

    /// <summary>The keyboard wants the last byte again.</summary>
    public void Resend() => Send(_resends++ < MostResends ? _step : Step.Idle);

    private void Send(Step step)
    {
        _step = step;
        if (step != Step.Idle && !controller.TrySendData(step == Step.CommandSent ? SetLights : _lights))
            _step = Step.Idle;
    }
}
