namespace Singular.Drivers.Keyboards;

/// <summary>The 8042 controller: how bytes get to it and from it (IBM PS/2 Hardware Interface Technical Reference, "Keyboard
/// and Auxiliary Device Controller").</summary>
internal sealed class KeyboardController(IoPorts data, IoPorts control)
{
    public const byte ReadConfiguration = 0x20;
    public const byte WriteConfiguration = 0x60;
    public const byte DisableAuxiliary = 0xA7;
    public const byte SelfTest = 0xAA;
    public const byte SelfTestPassed = 0x55;
    public const byte InterfaceTest = 0xAB;
    public const byte InterfaceTestPassed = 0x00;
    public const byte DisableKeyboard = 0xAD;
    public const byte EnableKeyboard = 0xAE;

    /// <summary>Configuration: raise interrupt 1 for bytes of the keyboard.</summary>
    public const byte ConfigurationInterrupt = 0x01;

    /// <summary>Configuration: raise interrupt 12 for bytes of the auxiliary device.</summary>
    public const byte ConfigurationAuxiliaryInterrupt = 0x02;

    /// <summary>Configuration: keep the keyboard's clock low.</summary>
    public const byte ConfigurationKeyboardOff = 0x10;

    /// <summary>Configuration: keep the auxiliary device's clock low.</summary>
    public const byte ConfigurationAuxiliaryOff = 0x20;

    /// <summary>Configuration: turn scan code set 2 into set 1.</summary>
    public const byte ConfigurationTranslate = 0x40;

    private const byte StatusOutputFull = 0x01;
    private const byte StatusInputFull = 0x02;
    private const byte StatusFromAuxiliary = 0x20;

    /// <summary>An access takes about a microsecond on a PC's bus: a tenth of a second, when the controller answers in
    /// milliseconds.</summary>
    private const int ControllerPolls = 100_000;

    /// <summary>A keyboard tests itself for up to 750 milliseconds (same reference, "Keyboard", basic assurance test).</summary>
    private const int KeyboardTestPolls = 1_000_000;

    /// <summary>More than controller and keyboard can have waiting; beyond it nothing real is there.</summary>
    private const int MostWaitingBytes = 64;

    /// <exception cref="KeyboardControllerException">The controller takes no byte.</exception>
    public void SendCommand(byte command)
    {
        WaitUntilInputEmpty();
        control.Write8(0, command);
    }

    /// <summary>Sends the data of a command, or a byte to the keyboard.</summary>
    /// <inheritdoc cref="SendCommand"/>
    public void SendData(byte value)
    {
        WaitUntilInputEmpty();
        data.Write8(0, value);
    }

    /// <summary>Sends a byte to the keyboard from the interrupt handler, which must not wait for long.</summary>
    /// <returns>False when the controller does not take it.</returns>
    public bool TrySendData(byte value)
    {
        if (!IsInputEmptySoon())
            return false;
        data.Write8(0, value);
        return true;
    }

    /// <summary>Waits for a byte that a command gives.</summary>
    /// <returns>False when none came in time.</returns>
    public bool TryAwait(out byte value) => TryAwait(ControllerPolls, out value);

    /// <summary>Waits for a byte that the keyboard gives after its self-test.</summary>
    /// <returns>False when none came in time.</returns>
    public bool TryAwaitKeyboardTest(out byte value) => TryAwait(KeyboardTestPolls, out value);

    /// <summary>Takes a byte that is waiting.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="isFromKeyboard">False when the auxiliary device sent it.</param>
    /// <returns>False when none is waiting.</returns>
    public bool TryTake(out byte value, out bool isFromKeyboard)
    {
        byte status = control.Read8(0);
        isFromKeyboard = (status & StatusFromAuxiliary) == 0;
        bool isFull = (status & StatusOutputFull) != 0;
        value = isFull ? data.Read8(0) : (byte)0;
        return isFull;
    }

    /// <summary>Drops what is waiting.</summary>
    public void Flush()
    {
        for (int i = 0; i < MostWaitingBytes && TryTake(out _, out _); i++)
        {
        }
    }

    private bool TryAwait(int polls, out byte value)
    {
        for (int poll = 0; poll < polls; poll++)
        {
            if (TryTake(out value, out bool isFromKeyboard) && isFromKeyboard)
                return true;
        }

        value = 0;
        return false;
    }

    private void WaitUntilInputEmpty()
    {
        if (!IsInputEmptySoon())
            throw new KeyboardControllerException("it takes no byte");
    }

    private bool IsInputEmptySoon()
    {
        for (int poll = 0; poll < ControllerPolls; poll++)
        {
            if ((control.Read8(0) & StatusInputFull) == 0)
                return true;
        }

        return false;
    }
}
