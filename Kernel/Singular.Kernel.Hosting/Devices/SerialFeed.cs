using Singular.Drivers.Testing;

namespace Singular.Kernel.Hosting;

/// <summary>Connects the simulated serial port to streams: what comes in waits until the port has room, so that nothing is
/// lost, and after the input's end a byte 0x04 (end of transmission) says so.</summary>
internal sealed class SerialFeed
{
    private const byte EndOfTransmission = 0x04;

    private readonly Ns16550 _port;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly object _gate = new();

    internal SerialFeed(Ns16550 port, Stream input, Stream output)
    {
        _port = port;
        _input = input;
        _output = output;
        port.Transmitted += Send;
        port.RoomMade += Notice;
    }

    internal void Start() => new Thread(Receive) { IsBackground = true, Name = "serial line" }.Start();

    private void Receive()
    {
        byte[] buffer = new byte[256];
        byte last = (byte)'\n';
        for (int count = _input.Read(buffer); count > 0; count = _input.Read(buffer))
        {
            foreach (byte value in buffer.AsSpan(0, count))
                Deliver(value);
            last = buffer[count - 1];
        }
        if (last != (byte)'\n')
            Deliver((byte)'\n');
        Deliver(EndOfTransmission);
    }

    private void Deliver(byte value)
    {
        lock (_gate)
        {
            while (!_port.CanReceive)
                Monitor.Wait(_gate);
        }
        // Outside the gate: the port raises its interrupt in this call. Nobody else delivers, so the room is still there.
        _port.Receive(value);
    }

    private void Send(byte value)
    {
        _output.WriteByte(value);
        _output.Flush();
    }

    private void Notice()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
