using System.Runtime.InteropServices;

namespace Singular.Bench.Workload;

/// <summary>A second copy of this program, the other side of a round trip.</summary>
internal sealed class Peer
{
    /// <summary>Where this program lies: it is the first program of a bench machine.</summary>
    private const string Self = "/init";

    private readonly int _process;

    private Peer(int process) => _process = process;

    public static Peer Start(params ReadOnlySpan<string> arguments)
    {
        var argv = new nint[arguments.Length + 2];
        argv[0] = Marshal.StringToCoTaskMemUTF8(Self);
        for (int i = 0; i < arguments.Length; i++)
            argv[i + 1] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        int error = LibC.Spawn(out int process, Self, 0, 0, argv, [0]);
        foreach (nint argument in argv)
            Marshal.FreeCoTaskMem(argument);
        return error == 0 ? new Peer(process) : throw new IOException($"The peer cannot be started (error {error}).");
    }

    public void Wait()
    {
        // The runtime's own signals may interrupt the wait, and where the first program of a Linux machine ignores SIGCHLD
        // the kernel reaps its children itself: the wait then ends with "no child" when the peer is gone.
        int ended, status;
        do
            ended = LibC.WaitFor(_process, out status, 0);
        while (ended == -1 && Marshal.GetLastPInvokeError() == LibC.Interrupted);
        bool reaped = ended == -1 && Marshal.GetLastPInvokeError() == LibC.NoChild;
        if (!reaped && (ended != _process || status != 0))
            throw new IOException($"The peer ended with status {status}.");
    }
}
