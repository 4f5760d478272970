using System.Diagnostics;

namespace Singular.Emulation.Starter;

internal static class Program
{
    /// <param name="arguments">What to start in place of QEMU, and a file that stands for nucleus and image.</param>
    private static void Main(string[] arguments)
    {
        Process? emulator = null;
        var starter = new Thread(() => emulator = Emulator.StartChecked(
            new EmulatorOptions { Program = arguments[0], KernelFile = arguments[1], ImageFile = arguments[1] }, "line", "agent", "monitor"));
        starter.Start();
        starter.Join();
        Console.WriteLine(emulator!.Id);
        Thread.Sleep(Timeout.Infinite);
    }
}
