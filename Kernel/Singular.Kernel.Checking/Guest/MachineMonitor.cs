using System.Net.Sockets;
using System.Text.Json;
using Singular.Channels.Testing;

namespace Singular.Kernel.Checking.Guest;

/// <summary>The way to the emulator itself: the QEMU Machine Protocol, JSON objects line by line.</summary>
public sealed class MachineMonitor : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    /// <param name="socket">Connected to the monitor; this object's from now on.</param>
    /// <exception cref="PlacementException">Nothing like a monitor answers.</exception>
    public MachineMonitor(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true) { ReadTimeout = (int)s_limit.TotalMilliseconds };
        _reader = new StreamReader(_stream);
        Read("QMP");
        Execute("""{"execute":"qmp_capabilities"}""");
    }

    /// <summary>Presses or releases a key.</summary>
    /// <param name="code">QEMU's name of it (QKeyCode), e.g. <c>ret</c>.</param>
    /// <param name="isDown">True for a press.</param>
    public void MoveKey(string code, bool isDown) => Execute(
        $$$$"""{"execute":"input-send-event","arguments":{"events":[{"type":"key","data":{"down":{{{{(isDown ? "true" : "false")}}}},"key":{"type":"qcode","data":"{{{{code}}}}"}}}]}}""");

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private void Execute(string command)
    {
        try
        {
            _stream.Write(System.Text.Encoding.UTF8.GetBytes(command + "\n"));
        }
        catch (IOException e)
        {
            throw new PlacementException($"The emulator's monitor is closed: {e.Message}");
        }
        Read("return");
    }

    /// <summary>Reads on to an object with a member; events are passed over.</summary>
    private void Read(string member)
    {
        try
        {
            while (_reader.ReadLine() is { } line)
            {
                using JsonDocument json = JsonDocument.Parse(line);
                if (json.RootElement.TryGetProperty(member, out _))
                    return;
                if (json.RootElement.TryGetProperty("error", out JsonElement error))
                    throw new PlacementException($"The emulator refused a command: {error.GetRawText()}");
            }
            throw new PlacementException("The emulator closed its monitor.");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new PlacementException($"The emulator's monitor gave no answer that can be read: {e.Message}");
        }
    }
}
