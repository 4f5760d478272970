using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Keyboards;

/// <summary>Driver of a keyboard at the first port of an 8042 controller, in scan code set 2 without translation.</summary>
/// <remarks>A keyboard that is missing at the start may be plugged in later: it announces itself with the result of its
/// self-test, and starts in scan code set 2 with scanning on.</remarks>
[Driver(Provides = typeof(IKeyboard))]
public sealed class Ps2Keyboard : IKeyboard
{
    // Commands to a keyboard and what it answers (IBM PS/2 Hardware Interface Technical Reference, "Keyboard").
    private const byte ResetKeyboard = 0xFF;
    private const byte SelectScanCodeSet = 0xF0;
    private const byte ScanCodeSet2 = 0x02;
    private const byte EnableScanning = 0xF4;
    private const byte Acknowledged = 0xFA;
    private const byte ResendRequested = 0xFE;
    private const byte TestPassed = 0xAA;
    private const byte TestFailed = 0xFC;
    private const byte Echo = 0xEE;

    /// <summary>The keyboard's buffer ran over (0x00 in set 2; 0xFF in set 1, which some send anyway): keys are lost.</summary>
    private const byte Overrun = 0x00;

    private const byte OverrunOfSet1 = 0xFF;

    private const int MostResends = 3;

    /// <summary>What the keyboard's buffer of 16 bytes may hold comes before its answer; keys may come meanwhile.</summary>
    private const int KeysBeforeAnswer = 32;

    /// <summary>A keyboard buffers 16 bytes and a mouse as many; a controller that has more in one interrupt is broken.</summary>
    private const int BytesPerInterrupt = 64;

    private const int UsageCount = 256;

    private readonly KeyboardController _controller;
    private readonly KeyboardLights _lights;
    private readonly ScanCodeDecoder _decoder = new();
    private readonly KeyState _keys = new();
    private readonly KeyQueue _queue = new();
    private TaskCompletionSource<int>? _waiter;

    /// <exception cref="KeyboardControllerException">There is no controller, or it fails its test.</exception>
    public Ps2Keyboard([Ports(0x60, 1)] IoPorts data, [Ports(0x64, 1)] IoPorts control, [InterruptLine(1)] Interrupt interrupt)
    {
        _controller = new KeyboardController(data, control);
        _lights = new KeyboardLights(_controller);
        byte configuration = StartController();
        StartKeyboard();
        interrupt.Attach(OnInterrupt);
        WriteConfiguration((byte)(configuration | KeyboardController.ConfigurationInterrupt));

        // A key pressed before the interrupt was on would keep the request high, and an edge-triggered line would never fire.
        TakeBytes();
    }

    public Result<KeyEvent, KeyboardError> TryRead() =>
        _queue.TryDequeue(out KeyEvent change) ? change : KeyboardError.Empty;

    public ValueTask<int> WaitForKey()
    {
        if (_queue.Count > 0)
            return new ValueTask<int>(_queue.Count);
        _waiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_waiter.Task);
    }

    /// <returns>The configuration in use, without interrupts.</returns>
    private byte StartController()
    {
        _controller.SendCommand(KeyboardController.DisableKeyboard);
        _controller.SendCommand(KeyboardController.DisableAuxiliary);
        _controller.Flush();

        // Off until the tests are over, so that no key is taken for the result of one.
        byte configuration = (byte)(Ask(KeyboardController.ReadConfiguration)
            & ~(KeyboardController.ConfigurationInterrupt | KeyboardController.ConfigurationAuxiliaryInterrupt
                | KeyboardController.ConfigurationTranslate)
            | KeyboardController.ConfigurationKeyboardOff | KeyboardController.ConfigurationAuxiliaryOff);
        WriteConfiguration(configuration);
        if (Ask(KeyboardController.SelfTest) != KeyboardController.SelfTestPassed)
            throw new KeyboardControllerException("it fails its self-test");

        // The self-test resets some controllers.
        WriteConfiguration(configuration);
        if (Ask(KeyboardController.InterfaceTest) != KeyboardController.InterfaceTestPassed)
            throw new KeyboardControllerException("the line to the keyboard fails its test");
        _controller.SendCommand(KeyboardController.EnableKeyboard);
        return (byte)(configuration & ~KeyboardController.ConfigurationKeyboardOff);
    }

    /// <summary>Resets the keyboard where there is one, and puts it to work.</summary>
    private void StartKeyboard()
    {
        if (!IsAcknowledged(ResetKeyboard))
            return;
        if (!_controller.TryAwaitKeyboardTest(out byte result) || result != TestPassed)
            return;
        if (IsAcknowledged(SelectScanCodeSet))
            IsAcknowledged(ScanCodeSet2);
        IsAcknowledged(EnableScanning);
    }

    private byte Ask(byte command)
    {
        _controller.SendCommand(command);
        return _controller.TryAwait(out byte answer) ? answer : throw new KeyboardControllerException("it does not answer");
    }

    private void WriteConfiguration(byte configuration)
    {
        _controller.SendCommand(KeyboardController.WriteConfiguration);
        _controller.SendData(configuration);
    }

    private bool IsAcknowledged(byte command)
    {
        for (int attempt = 0; attempt <= MostResends; attempt++)
        {
            _controller.SendData(command);
            byte answer;
            int keys = 0;
            do
            {
                if (!_controller.TryAwait(out answer))
                    return false;
            }
            while (answer is not (Acknowledged or ResendRequested) && keys++ < KeysBeforeAnswer);
            if (answer == Acknowledged)
                return true;
        }

        return false;
    }

    private void OnInterrupt()
    {
        TakeBytes();
        if (_waiter is null || _queue.Count == 0)
            return;

        // Last, because whoever waits may call back into the driver from here.
        TaskCompletionSource<int> waiter = _waiter;
        _waiter = null;
        waiter.SetResult(_queue.Count);
    }

    private void TakeBytes()
    {
        for (int i = 0; i < BytesPerInterrupt && _controller.TryTake(out byte value, out bool isFromKeyboard); i++)
        {
            if (isFromKeyboard)
                Take(value);
        }
    }

    private void Take(byte value)
    {
        switch (value)
        {
            case Acknowledged:
                _lights.Acknowledge();
                break;
            case ResendRequested:
                _lights.Resend();
                break;
            case TestPassed:
                // Plugged in anew: no key is held there, and its lights are off.
                ReleaseAll();
                _lights.Show(_keys.Modifiers);
                break;
            case Overrun or OverrunOfSet1:
                ReleaseAll();
                break;
            case TestFailed or Echo:
                _decoder.Reset();
                break;
            default:
                if (_decoder.TryDecode(value, out byte usage, out bool isDown))
                    Change(usage, isDown);
                break;
        }
    }

    private void Change(byte usage, bool isDown)
    {
        if (!isDown)
        {
            if (_keys.TryRelease(usage, out KeyEvent release))
                _queue.Enqueue(release);
            return;
        }

        KeyModifiers locksBefore = _keys.Modifiers & (KeyModifiers.CapsLock | KeyModifiers.NumLock);
        _queue.Enqueue(_keys.Press(usage));
        if ((_keys.Modifiers & (KeyModifiers.CapsLock | KeyModifiers.NumLock)) != locksBefore)
            _lights.Show(_keys.Modifiers);
    }

    /// <summary>Keys whose release was lost must not stay down for ever.</summary>
    private void ReleaseAll()
    {
        _decoder.Reset();
        for (int usage = 0; usage < UsageCount; usage++)
        {
            if (_keys.TryRelease((byte)usage, out KeyEvent release))
                _queue.Enqueue(release);
        }
    }
}
