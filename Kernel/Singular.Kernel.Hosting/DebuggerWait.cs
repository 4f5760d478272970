using System.Diagnostics;

namespace Singular.Kernel.Hosting;

/// <summary>Holds a process until a .NET debugger is attached to it.</summary>
internal static class DebuggerWait
{
    /// <summary>The argument that makes a driver process wait.</summary>
    internal const string Argument = "wait-for-debugger";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Says on standard error which process to attach to, and how.</summary>
    /// <param name="what">What runs in the process.</param>
    /// <param name="processId">The process.</param>
    internal static void Announce(string what, int processId) => System.Console.Error.WriteLine(
        $"{what} waits for a .NET debugger in process {processId}. Attach to it: in VS Code 'Attach to a .NET 5+ or .NET Core process', in Rider or Visual Studio 'Attach to Process', or netcoredbg --attach {processId}. It goes on by itself then.");

    /// <summary>Comes back when a debugger is attached.</summary>
    internal static void Wait()
    {
        while (!Debugger.IsAttached)
            Thread.Sleep(s_pause);
    }
}
