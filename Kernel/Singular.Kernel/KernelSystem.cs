using Singular.Channels.Runtime;
using Singular.Contracts;
using Singular.Kernel.Console;
using Singular.Kernel.Logging;
using Singular.Kernel.Platform;
using Singular.Kernel.Shell;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel;

/// <summary>The running kernel: log, supervisor, and the drivers that the kernel itself uses.</summary>
public sealed class KernelSystem
{
    /// <summary>The version that the banner shows; the same as in Directory.Build.props.</summary>
    public const string Version = "0.1.0";

    private readonly KernelOptions _options;

    /// <param name="platform">What the kernel runs on.</param>
    /// <param name="image">The drivers of the image.</param>
    /// <param name="table">What is linked into this program.</param>
    public KernelSystem(IPlatform platform, ImageRecord image, ImageTable table)
    {
        Platform = platform;
        Log = new KernelLog(() => platform.Uptime);
        _options = KernelOptions.Parse(platform.CommandLine);
        Supervisor = new Supervisor(platform, Log, image, table, _options.StartLimit);
    }

    public IPlatform Platform { get; }

    public KernelLog Log { get; }

    /// <summary>Uptime when the shell took its first command; zero before.</summary>
    public TimeSpan ShellReady { get; private set; }

    public Supervisor Supervisor { get; }

    /// <summary>The clock, or null where no driver of the image provides one.</summary>
    public IClock? Clock => Supervisor.Import<IClock>();

    /// <summary>The first block device, or null where no driver of the image provides one.</summary>
    public IBlockDevice? BlockDevice => Supervisor.Import<IBlockDevice>();

    /// <summary>The first network device, or null where no driver of the image provides one.</summary>
    public INetworkDevice? NetworkDevice => Supervisor.Import<INetworkDevice>();

    /// <summary>The file system, or null where no driver of the image provides one.</summary>
    public IFileSystem? FileSystem => Supervisor.Import<IFileSystem>();

    /// <summary>The serial line, while its driver runs.</summary>
    public SerialLine? Serial =>
        Supervisor.RunningGeneration<ICharacterDevice>() is { } generation && Supervisor.Import<ICharacterDevice>() is { } device
            ? new SerialLine(device, generation)
            : null;

    /// <summary>Starts the drivers, serves the shell until a command ends the system, and ends the drivers.</summary>
    /// <returns>The status for the platform, 0 to 255.</returns>
    public int Run()
    {
        Supervisor.Boot();
        var console = new KernelConsole(Platform.Console, () => Serial);
        ShellReady = Platform.Uptime;
        int status = _options.IsScript
            ? new ScriptShell(this, console).Run()
            : new TerminalShell(this, console).Run();
        Supervisor.Shutdown();
        return status;
    }
}
