using System.Diagnostics;

namespace Singular.Kernel.Hosting;

/// <summary>The terminal that the hosted kernel runs in, if it runs in one: keys go to the shell one by one and unchanged, Ctrl-C
/// included.</summary>
internal sealed class HostTerminal
{
    private readonly bool _isRaw;

    internal HostTerminal() => _isRaw = !System.Console.IsInputRedirected && Set("raw", "-echo");

    /// <summary>Gives the terminal back as it was.</summary>
    internal void Restore()
    {
        if (_isRaw)
            Set("sane");
    }

    private static bool Set(params string[] modes)
    {
        using Process? stty = Process.Start(new ProcessStartInfo("stty", modes));
        stty?.WaitForExit();
        return stty?.ExitCode == 0;
    }
}
