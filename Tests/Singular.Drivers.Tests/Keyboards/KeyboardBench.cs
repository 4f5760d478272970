using Singular.Contracts;
using Singular.Drivers.Keyboards;
using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Keyboards;

/// <summary>A machine with a keyboard controller, a keyboard and the driver.</summary>
internal sealed class KeyboardBench
{
    public KeyboardBench(Func<InterruptLine, I8042>? controller = null, Action<SimulatedKeyboard>? prepare = null)
    {
        var machine = new SimulatedMachine();
        Machine = machine;
        Controller = controller?.Invoke(machine.Line(1)) ?? new I8042(machine.Line(1));
        prepare?.Invoke(Controller.Keyboard);
        Controller.AttachTo(machine);
        Driver = new Ps2Keyboard(
            machine.CreatePorts(Domain, 0x60, 1), machine.CreatePorts(Domain, 0x64, 1), machine.CreateInterrupt(Domain, 1));
        Machine.DeliverInterrupts();
    }

    public SimulatedMachine Machine { get; }

    public SimulatedDomain Domain { get; } = new();

    public I8042 Controller { get; }

    public SimulatedKeyboard Keyboard => Controller.Keyboard;

    public Ps2Keyboard Driver { get; }

    /// <summary>The keyboard sends bytes, one interrupt each, and the driver's events are read.</summary>
    public List<KeyEvent> Type(params byte[] codes)
    {
        foreach (byte code in codes)
        {
            Keyboard.Send(code);
            Machine.DeliverInterrupts();
        }

        return ReadAll();
    }

    public List<KeyEvent> ReadAll()
    {
        var events = new List<KeyEvent>();
        while (Driver.TryRead() is { IsOk: true } next)
            events.Add(next.Value);
        return events;
    }
}
