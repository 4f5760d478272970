using System.Diagnostics;
using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>The kernel's platform on Linux.</summary>
public sealed class HostedPlatform : IPlatform
{
    // The name under which the RAM disk driver asks for its memory, and of the image's file that fills it.
    private const string RamDisk = "ramdisk";

    // What the command line calls "could not run".
    private const int CannotRun = 2;

    // A clock that stands still must not stand in the update cycle with which each second begins.
    private static readonly TimeSpan s_midSecond = TimeSpan.FromMilliseconds(500);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly HostedOptions _options;
    private readonly SimulatedPc _pc;
    private readonly string _imageFolder;
    private readonly long? _memoryBytes;
    private readonly string _scratchFolder = Directory.CreateTempSubdirectory("singular-").FullName;
    private readonly Lock _lock = new();
    private readonly HashSet<int> _claimedLines = [];
    private readonly Dictionary<string, FileMemory> _blocks = [];
    private readonly List<HostedProcess> _processes = [];
    private readonly HostTerminal? _terminal;

    /// <summary>Runs the machine on the program's standard input and output.</summary>
    /// <param name="arguments">The program's command line.</param>
    public HostedPlatform(string[] arguments)
        : this(arguments, System.Console.OpenStandardInput(), System.Console.OpenStandardOutput())
    {
    }

    /// <summary>Runs the machine on any streams.</summary>
    internal HostedPlatform(string[] arguments, Stream input, Stream output)
    {
        CommandLine = string.Join(' ', arguments);
        _options = ReadOptions(arguments);
        _imageFolder = _options.ImageFolder ?? OwnImageFolder();
        if (_options.Debugged == HostedOptions.DebugKernel)
        {
            DebuggerWait.Announce("The kernel", Environment.ProcessId);
            DebuggerWait.Wait();
        }
        _pc = new SimulatedPc(_options.FixedTime is { } time ? () => time + s_midSecond : () => DateTime.UtcNow);
        Console = new PolledSerial(_pc);
        _terminal = new HostTerminal();
        new SerialFeed(_pc.Serial, input, output).Start();
    }

    /// <summary>Runs a machine that somebody else made, on no terminal.</summary>
    /// <param name="pc">Its devices.</param>
    /// <param name="imageFolder">Folder of the hosted image.</param>
    /// <param name="memoryBytes">Size of every memory block, whatever is asked for.</param>
    internal HostedPlatform(SimulatedPc pc, string imageFolder, long memoryBytes)
    {
        CommandLine = "";
        _options = new HostedOptions(null, null, null, null);
        _imageFolder = imageFolder;
        _memoryBytes = memoryBytes;
        _pc = pc;
        Console = new PolledSerial(_pc);
    }

    public string Name => "hosted";

    public string CommandLine { get; }

    public TimeSpan Uptime => Stopwatch.GetElapsedTime(_start);

    public IFallbackConsole Console { get; }

    public IWaker Waker { get; } = new FutexWaker();

    public IPortBus Ports => _pc;

    public byte[]? ReadBootFile(string name)
    {
        string path = Path.Combine(_imageFolder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public IGrantedInterrupt ClaimInterrupt(int line)
    {
        lock (_lock)
        {
            if (line is < 0 or > 15)
                throw new PlatformException($"claim interrupt line {line}", "there is no such line");
            if (!_claimedLines.Add(line))
                throw new PlatformException($"claim interrupt line {line}", "another driver has it");
        }
        return new HostedInterrupt(_pc.Line(line), () =>
        {
            lock (_lock)
                _claimedLines.Remove(line);
        });
    }

    public IPortRange CreatePortRange(int first, int count) => new HostedPortRange(first, count);

    public IGrantedMemory OpenMemoryBlock(string name, long defaultBytes)
    {
        lock (_lock)
        {
            if (!_blocks.TryGetValue(name, out FileMemory? block))
                _blocks.Add(name, block = MakeBlock(name, defaultBytes));
            return block;
        }
    }

    public ISharedRegion CreateRegion(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, ChannelLayout.RegionBytesWithBuffers);
        return new HostedRegion(bytes > ChannelLayout.RegionBytes ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes);
    }

    public IDriverProcess StartProcess(ProcessStart start)
    {
        string program = Path.Combine(_imageFolder, start.Program);
        if (!Directory.Exists(program) && !File.Exists(program))
            throw new PlatformException($"start process {start.Name}", $"the image has no program '{start.Program}'");
        var links = new List<DeviceLinkServer>();
        string[] slots = [.. start.Grants.Select(grant => SlotOf(start.Name, grant, links))];
        bool isDebugged = start.Name == _options.Debugged;
        HostedProcess process = HostedProcess.Start(start.Name, program, isDebugged ? [.. slots, DebuggerWait.Argument] : slots, links);
        if (isDebugged)
            DebuggerWait.Announce(start.Name, process.Id);
        lock (_lock)
            _processes.Add(process);
        return process;
    }

    public IReadOnlyList<ProcessFigures> Processes()
    {
        HostedProcess[] started;
        lock (_lock)
            started = [.. _processes];
        using Process self = Process.GetCurrentProcess();
        ProcessFigures? kernel = ProcessTable.Read(self.Id, "kernel", self.TotalProcessorTime);
        return [.. new[] { kernel }.Concat(started.Select(process => process.Figures())).OfType<ProcessFigures>()];
    }

    // A process under the JIT has 20 to 60 MiB, and its collector's young generation is as large as the last-level cache.
    public long RuntimeKiB => 128 * 1024;

    public MemoryFigures Memory()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return new MemoryFigures(memory.TotalAvailableMemoryBytes / 1024, memory.MemoryLoadBytes / 1024, Environment.ProcessorCount);
    }

    public int TrapRing() => ProcessTable.UserRing;

    public void PowerOff(int status)
    {
        _terminal?.Restore();
        DeleteScratch();
        Environment.Exit(status);
    }

    /// <summary>Deletes the memory blocks' files; for a platform that ends before its program does.</summary>
    internal void DeleteScratch()
    {
        foreach (FileMemory block in _blocks.Values)
            block.Dispose();
        Directory.Delete(_scratchFolder, recursive: true);
    }

    private static HostedOptions ReadOptions(string[] arguments)
    {
        try
        {
            return HostedOptions.Parse(arguments);
        }
        catch (FormatException e)
        {
            System.Console.Error.WriteLine(e.Message);
            Environment.Exit(CannotRun);
            throw;
        }
    }

    // Under the JIT the program lies in FOLDER/kernel/, compiled it is the file FOLDER/kernel.
    private static string OwnImageFolder()
    {
        string own = AppContext.BaseDirectory.TrimEnd('/');
        return File.Exists(Path.Combine(own, "Singular.Image.dll")) ? Path.GetDirectoryName(own)! : own;
    }

    private FileMemory MakeBlock(string name, long defaultBytes)
    {
        string scratch = Path.Combine(_scratchFolder, name);
        string filled = Path.Combine(_imageFolder, name);
        try
        {
            if (_memoryBytes is { } bytes)
                return FileMemory.Create(scratch, bytes);
            if (name == RamDisk && _options.Disk is { } disk)
                return FileMemory.Open(disk);
            if (name != RamDisk || !File.Exists(filled))
                return FileMemory.Create(scratch, defaultBytes);
            File.Copy(filled, scratch);
            return FileMemory.Open(scratch);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"open memory '{name}'", e.Message);
        }
    }

    private string SlotOf(string name, IProcessGrant grant, List<DeviceLinkServer> links)
    {
        switch (grant)
        {
            case HostedRegion region:
                return HostedSlot.Write(HostedSlot.Kind.Region, region.Path);
            case FileMemory memory:
                return HostedSlot.Write(HostedSlot.Kind.Memory, memory.Path);
            case HostedPortRange range:
                return HostedSlot.Write(HostedSlot.Kind.Ports, Link(links, request => Access(range, request), $"{name} ports"));
            case HostedInterrupt interrupt:
                return HostedSlot.Write(HostedSlot.Kind.Interrupt, Link(links, _ => (uint)interrupt.Wait(), $"{name} interrupt"));
            default:
                throw new PlatformException($"start process {name}", $"a {grant.GetType().Name} is not of this platform");
        }
    }

    private string Link(List<DeviceLinkServer> links, Func<DeviceRequest, uint> handler, string name)
    {
        var link = new DeviceLinkServer(LinuxChannelMemory.Create(), Waker, handler, name);
        links.Add(link);
        return link.Path;
    }

    // What the processor does on the machine: a port outside the grant is out of reach, whatever the process asks.
    private uint Access(HostedPortRange range, DeviceRequest request)
    {
        bool isGranted = request.Width is 1 or 2 or 4 && request.Port >= range.First && request.Port <= range.First + range.Count - request.Width;
        if (!isGranted)
            return uint.MaxValue;
        if (request.Operation == DeviceOperation.ReadPort)
            return _pc.Read(request.Port, request.Width);
        _pc.Write(request.Port, request.Width, request.Value);
        return 0;
    }
}
