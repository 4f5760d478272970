using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Singular.Emulation;

/// <summary>Starts QEMU.</summary>
public static class Emulator
{
    /// <summary>I/O port of QEMU's <c>isa-debug-exit</c> device, through which the guest gives its exit status.</summary>
    public const int DebugExitPort = 0xF4;

    /// <summary>Starts a machine on the present terminal: the serial line is the terminal, raw, and every key but the escape
    /// <c>Ctrl-A</c> goes to the guest.</summary>
    /// <exception cref="EmulatorException">QEMU is missing or an option is out of range.</exception>
    public static Process StartInteractive(EmulatorOptions options)
    {
        ProcessStartInfo start = StartInfo(options);
        start.ArgumentList.Add("-chardev");
        start.ArgumentList.Add("stdio,id=line,mux=on,signal=off");
        start.ArgumentList.Add("-serial");
        start.ArgumentList.Add("chardev:line");
        start.ArgumentList.Add("-mon");
        start.ArgumentList.Add("chardev=line");
        return Launch(start);
    }

    /// <summary>Starts a machine whose serial line is the standard input and output of the process that is returned.</summary>
    /// <exception cref="EmulatorException">QEMU is missing or an option is out of range.</exception>
    public static Process StartPiped(EmulatorOptions options)
    {
        ProcessStartInfo start = StartInfo(options);
        start.ArgumentList.Add("-chardev");
        start.ArgumentList.Add("stdio,id=line,mux=off,signal=off");
        start.ArgumentList.Add("-serial");
        start.ArgumentList.Add("chardev:line");
        start.ArgumentList.Add("-monitor");
        start.ArgumentList.Add("none");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return Launch(start);
    }

    /// <summary>The guest's exit status: QEMU ends with 2n+1 when the guest wrote n to the debug-exit port, with 0 when the
    /// guest powered off, and with 1 when QEMU itself failed.</summary>
    /// <param name="emulatorExitCode">What the QEMU process exited with.</param>
    /// <returns>The status, or null when QEMU failed or was killed.</returns>
    public static int? GuestStatus(int emulatorExitCode) => emulatorExitCode switch
    {
        0 => 0,
        > 1 and < 128 when (emulatorExitCode & 1) == 1 => emulatorExitCode >> 1,
        _ => null,
    };

    /// <summary>Checks the size of a machine, so that nobody waits for an image that cannot be booted as asked.</summary>
    /// <param name="processors">As in <see cref="EmulatorOptions.Processors"/>.</param>
    /// <param name="memoryMiB">As in <see cref="EmulatorOptions.MemoryMiB"/>.</param>
    /// <exception cref="EmulatorException">A number is out of range.</exception>
    public static void CheckSize(int processors, int memoryMiB)
    {
        Require(processors is >= 1 and <= 4, $"--smp takes 1 to 4 processors; {processors} was given.");
        Require(memoryMiB is >= 64 and <= 2815, $"--memory takes 64 to 2815 MiB; {memoryMiB} was given.");
    }

    private static ProcessStartInfo StartInfo(EmulatorOptions options)
    {
        CheckSize(options.Processors, options.MemoryMiB);
        RequireFile(options.KernelFile);
        RequireFile(options.ImageFile);

        var start = new ProcessStartInfo(options.Program) { UseShellExecute = false };
        string memory = options.MemoryMiB.ToString(CultureInfo.InvariantCulture);
        string commandLine = options.CommandLine;
        Add(start, "-M", "q35", "-accel", "tcg", "-cpu", "max", "-display", "none", "-no-reboot", "-nodefaults");
        Add(start, "-smp", options.Processors.ToString(CultureInfo.InvariantCulture));
        Add(start, "-device", $"isa-debug-exit,iobase=0x{DebugExitPort:x},iosize=0x04");
        if (options.CountInstructions)
            Add(start, "-icount", "shift=0,sleep=off");
        if (options.ClockStart is { } clock)
            Add(start, "-rtc", $"base={clock.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)},clock=vm");
        if (options.DiskFile is { } disk)
        {
            RequireFile(disk);
            long size = new FileInfo(disk).Length;
            Require(size > 0 && size % EmulatorOptions.DiskAlignment == 0,
                $"--disk: {disk} has {size} bytes; the size must be a multiple of {EmulatorOptions.DiskAlignment} bytes (2 MiB).");
            Require(!disk.Contains(','), $"--disk: QEMU cannot take a file name with a comma in it: {disk}.");
            Add(start, "-m", $"{memory},slots=1,maxmem={options.MemoryMiB + (size >> 20) + 1024}M");
            Add(start, "-object", $"memory-backend-file,id=disk,mem-path={disk},size={size},share=on");
            Add(start, "-device", $"pc-dimm,id=dimm0,memdev=disk,addr=0x{EmulatorOptions.DiskAddress:x}");
            commandLine = $"{commandLine} disk=0x{EmulatorOptions.DiskAddress:x},{size}".TrimStart();
        }
        else
        {
            Add(start, "-m", memory);
        }

        Add(start, "-kernel", options.KernelFile, "-initrd", options.ImageFile);
        if (commandLine.Length > 0)
            Add(start, "-append", commandLine);
        return start;
    }

    private static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EmulatorException(
                $"{start.FileName} could not be started ({e.Message}); run './singular setup', or install Debian's qemu-system-x86.");
        }
    }

    private static void Add(ProcessStartInfo start, params ReadOnlySpan<string> arguments)
    {
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
    }

    private static void Require(bool condition, string sentence)
    {
        if (!condition)
            throw new EmulatorException(sentence);
    }

    private static void RequireFile(string path) =>
        Require(File.Exists(path), $"{path} is missing; run 'singular image' to make it.");
}
