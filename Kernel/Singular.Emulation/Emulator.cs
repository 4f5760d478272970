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
        return Launch(start, Process.Start);
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
        return Launch(start, Process.Start);
    }

    /// <summary>Starts a machine for a check of a driver: both serial lines and the monitor, which speaks QEMU's machine protocol (QMP), are
    /// connected to sockets that somebody listens on. It ends with this process: nobody else knows of it.</summary>
    /// <param name="options">The machine.</param>
    /// <param name="line">Socket for the first serial line.</param>
    /// <param name="agent">Socket for the second serial line.</param>
    /// <param name="monitor">Socket for the monitor.</param>
    /// <exception cref="EmulatorException">QEMU is missing or an option is out of range.</exception>
    public static Process StartChecked(EmulatorOptions options, string line, string agent, string monitor)
    {
        ProcessStartInfo start = StartInfo(options);
        Add(start, "-chardev", $"socket,id=line,path={line}", "-serial", "chardev:line");
        Add(start, "-chardev", $"socket,id=agent,path={agent}", "-serial", "chardev:agent");
        Add(start, "-chardev", $"socket,id=monitor,path={monitor}", "-mon", "chardev=monitor,mode=control");
        start.RedirectStandardInput = true;
        start.RedirectStandardError = true;
        return Launch(start, BoundProcess.Start);
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
        List<string> files = [];
        long room = 0;
        foreach ((string? file, string name, long address) in ((string?, string, long)[])[(options.DiskFile, "disk", EmulatorOptions.DiskAddress), (options.CheckFile, "check", EmulatorOptions.CheckAddress)])
        {
            if (file is null)
                continue;
            long size = MappedSize(file, name);
            room += (size >> 20) + 1024;
            files.AddRange(["-object", $"memory-backend-file,id={name},mem-path={file},size={size},share=on"]);
            files.AddRange(["-device", $"pc-dimm,id=dimm-{name},memdev={name},addr=0x{address:x}"]);
            commandLine = $"{commandLine} {name}=0x{address:x},{size}".TrimStart();
        }
        Add(start, "-m", room == 0 ? memory : $"{memory},slots={files.Count / 4},maxmem={options.MemoryMiB + room + (options.CheckFile is null ? 0 : (EmulatorOptions.CheckAddress - EmulatorOptions.DiskAddress) >> 20)}M");
        Add(start, [.. files]);

        Add(start, "-kernel", options.KernelFile, "-initrd", options.ImageFile);
        if (commandLine.Length > 0)
            Add(start, "-append", commandLine);
        return start;
    }

    private static long MappedSize(string file, string option)
    {
        RequireFile(file);
        long size = new FileInfo(file).Length;
        Require(size > 0 && size % EmulatorOptions.DiskAlignment == 0,
            $"--{option}: {file} has {size} bytes; the size must be a multiple of {EmulatorOptions.DiskAlignment} bytes (2 MiB).");
        Require(!file.Contains(','), $"--{option}: QEMU cannot take a file name with a comma in it: {file}.");
        return size;
    }

    private static Process Launch(ProcessStartInfo start, Func<ProcessStartInfo, Process?> launch)
    {
        try
        {
            return launch(start)!;
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
