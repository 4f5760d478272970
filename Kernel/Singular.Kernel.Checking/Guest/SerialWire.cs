using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Singular.Kernel.Checking.Guest;

/// <summary>The far end of the guest's first serial line: what comes out of it, and what goes in.</summary>
public sealed class SerialWire : IDisposable
{
    // <linux/sockios.h>: bytes that the other end has not taken yet.
    private const nuint OutputQueued = 0x5411;

    private readonly Socket _socket;
    private readonly List<byte> _received = [];
    private readonly Thread _listener;

    /// <param name="socket">Connected to the guest's first serial port; this object's from now on.</param>
    public SerialWire(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _listener = new Thread(Listen) { IsBackground = true, Name = "guest serial" };
        _listener.Start();
    }

    /// <summary>Bytes that have come out.</summary>
    public int Count
    {
        get
        {
            lock (_received)
                return _received.Count;
        }
    }

    /// <summary>Bytes that have come out, from a place on.</summary>
    public byte[] From(int start)
    {
        lock (_received)
            return [.. _received.Skip(start)];
    }

    /// <summary>The last of what came out, as text: what a nucleus that stops says.</summary>
    public string LastWords()
    {
        lock (_received)
            return Manifests.SafeText.Escape(Encoding.UTF8.GetString([.. _received.TakeLast(300)]).Trim());
    }

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>The emulated chip has taken all that was sent.</summary>
    public bool IsTaken => Ioctl((int)_socket.Handle, OutputQueued, out int queued) == 0 && queued == 0;

    public void Dispose()
    {
        _socket.Dispose();
        _listener.Join();
    }

    private void Listen()
    {
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = _socket.Receive(buffer)) > 0;)
            {
                lock (_received)
                    _received.AddRange(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The machine ended, or the check: no more comes.
        }
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    private static extern int Ioctl(int descriptor, nuint request, out int value);
}
