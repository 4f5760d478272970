using System.Diagnostics;

namespace Singular.Nucleus.Tests;

/// <summary>Builds nucleus, probe and boot image once, and boots them in QEMU.</summary>
public sealed class Machine
{
    private const int BuildMinutes = 10;

    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "machine");

    public Machine()
    {
        Directory.CreateDirectory(_folder);
        Build("bash", Path.Combine(Root, "Kernel/Nucleus/build.sh"), _folder);
        Build("dotnet", "publish", Path.Combine(Root, "Tests/Singular.Nucleus.Probe"), "-c", "Release", "-o", _folder, "-v", "quiet", "-nologo");
        byte[] probe = File.ReadAllBytes(Path.Combine(_folder, "probe"));
        File.WriteAllBytes(ImagePath, BootImage.Write(("kernel", probe), ("driver/probe", probe)));
    }

    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The probe as kernel and as the program of its processes.</summary>
    public string ImagePath => Path.Combine(_folder, "probe.img");

    /// <summary>A place for another image.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Runs a scenario, which must pass.</summary>
    public BootResult Pass(string scenario, int processors = 1, int seconds = 60, string options = "")
    {
        BootResult result = Boot($"scenario={scenario}", processors, seconds, ImagePath, options);
        string name = scenario.Split(',', ' ')[0];
        Assert.True(result.Status == 0 && result.Output.Contains($"scenario {name} passed", StringComparison.Ordinal), result.ToString());
        return result;
    }

    /// <summary>Boots an image (null: none) and waits for the end.</summary>
    public BootResult Boot(string commandLine, int processors = 1, int seconds = 60, string? image = null, string options = "")
    {
        var start = new ProcessStartInfo("timeout") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] fixedArguments =
        [
            "--kill-after=5", seconds.ToString(), "qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", "max", "-m", "512", "-nic", "none",
            "-display", "none", "-serial", "stdio", "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-smp", processors.ToString(),
            "-kernel", Path.Combine(_folder, "nucleus.elf"), "-append", commandLine,
        ];
        string[] imageArguments = image is null ? [] : ["-initrd", image];
        foreach (string argument in fixedArguments.Concat(imageArguments).Concat(options.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            start.ArgumentList.Add(argument);
        using Process qemu = Process.Start(start)!;
        qemu.StandardInput.Close();
        Task<string> errors = qemu.StandardError.ReadToEndAsync();
        string output = qemu.StandardOutput.ReadToEnd();
        qemu.WaitForExit();
        return new BootResult(qemu.ExitCode, output + errors.Result);
    }

    private static void Build(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test host was started with would make the inner build use its framework and its settings.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(BuildMinutes)), $"{command} did not end");
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output.Result}{errors.Result}");
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Singular.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside a checkout");
    }
}
