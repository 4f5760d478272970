using System.Net.Sockets;
using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.Checking.Guest;

/// <summary>The checker's end of the line to the agent in the guest. What comes from there is not trusted.</summary>
public sealed class GuestLine : IDisposable
{
    private readonly Socket _socket;
    private readonly object _gate = new();
    private readonly Lock _asking = new();
    private readonly Lock _sending = new();
    private readonly Thread _listener;
    private byte _sequence;
    private LineFrame? _answer;
    private string? _problem;

    /// <param name="socket">Connected to the guest's second serial port; the line's from now on.</param>
    /// <param name="onBell">Gets the bells of the channel.</param>
    public GuestLine(Socket socket, Action<byte> onBell)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _listener = new Thread(() => Listen(new LineDecoder(onBell, Hear))) { IsBackground = true, Name = "guest line" };
        _listener.Start();
    }

    /// <summary>Why the line is of no use any more; null while it is.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Waits for what the agent says by itself when it is there.</summary>
    /// <exception cref="PlacementException">It said nothing, or something else.</exception>
    public GuestStatus AwaitHello(TimeSpan limit) => ReadStatus(Await(0, "to say that it is there", limit));

    /// <summary>Gives the agent a command.</summary>
    /// <returns>Its answer.</returns>
    /// <exception cref="PlacementException">No answer came in time, or something that is none.</exception>
    public LineFrame Ask(CheckCommand command, byte[] payload, TimeSpan limit)
    {
        lock (_asking)
        {
            // 0 is what the agent says by itself.
            _sequence = (byte)(_sequence % byte.MaxValue + 1);
            lock (_gate)
                _answer = null;
            Send(LineCodec.Encode(new LineFrame(command, _sequence, payload)));
            return Await(_sequence, $"to answer the command {command}", limit);
        }
    }

    /// <summary>Asks how the guest is.</summary>
    /// <inheritdoc cref="Ask"/>
    public GuestStatus AskStatus(TimeSpan limit) => ReadStatus(Ask(CheckCommand.Status, [], limit));

    /// <summary>Rings a bell in the guest. On a line that broke it rings nowhere; whoever waits finds that out.</summary>
    public void Ring(byte bell)
    {
        try
        {
            Send([bell]);
        }
        catch (PlacementException)
        {
            // The call that rang waits in vain and ends by its time limit, or when the machine is found dead.
        }
    }

    /// <summary>The line is of no use any more, because of something outside of it.</summary>
    public void Fail(string problem)
    {
        lock (_gate)
        {
            _problem ??= problem;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Fail("the check has ended");
        _socket.Dispose();
        _listener.Join();
    }

    private static GuestStatus ReadStatus(LineFrame answer)
    {
        try
        {
            return GuestStatus.Read(answer.Payload);
        }
        catch (LineProtocolException wrong)
        {
            throw new PlacementException($"The guest's agent sent {wrong.Message}.");
        }
    }

    private void Send(byte[] bytes)
    {
        try
        {
            lock (_sending)
                _socket.Send(LineCodec.Fill(bytes));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Fail($"the line to the guest's agent is closed: {e.Message}");
            throw new PlacementException($"The check cannot go on: {Problem}.");
        }
    }

    private LineFrame Await(byte sequence, string what, TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            while (_answer is null || _answer.Sequence != sequence)
            {
                if (_problem is not null)
                    throw new PlacementException($"The check cannot go on: {_problem}.");
                long left = end - Environment.TickCount64;
                if (left <= 0)
                    throw new PlacementException($"The guest's agent had {limit.TotalSeconds:0} s {what} and did not.");
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }
            return _answer;
        }
    }

    private void Hear(LineFrame frame)
    {
        if (frame.Command is not (CheckCommand.Done or CheckCommand.Refused))
        {
            Fail($"the guest's agent sent a frame of kind 0x{(int)frame.Command:X2}, which is no answer");
            return;
        }
        if (frame is { Sequence: 0, Command: CheckCommand.Refused })
            Fail($"the guest's agent says that {Shown(frame.Text)}");
        lock (_gate)
        {
            // An answer that comes late is that of an earlier command and nobody waits for it.
            _answer = frame;
            Monitor.PulseAll(_gate);
        }
    }

    private void Listen(LineDecoder decoder)
    {
        byte[] received = new byte[4096];
        try
        {
            for (int count; (count = _socket.Receive(received)) > 0 && Problem is null;)
            {
                foreach (byte value in received.AsSpan(0, count))
                    decoder.Take(value);
            }
            Fail("the guest closed the line to its agent");
        }
        catch (LineProtocolException wrong)
        {
            Fail($"the guest's agent sent {wrong.Message}");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Fail($"the line to the guest's agent is closed: {e.Message}");
        }
    }

    /// <summary>Text from the guest, fit to be shown.</summary>
    internal static string Shown(string text) => Manifests.SafeText.Escape(text);
}
