using System.Diagnostics;
using System.Text;
using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>The kernel's platform on the machine.</summary>
public sealed unsafe class NucleusPlatform : IMeasuredPlatform, ICheckedPlatform
{
    // The name under which the RAM disk driver asks for its memory, and of the boot image's entry that fills it.
    private const string RamDisk = "ramdisk";

    private const int PageKiB = 4;

    // SystemInfoRecord of docs/nucleus-abi.md: u64 words.
    private const int SystemInfoWords = 12;
    private const int MaxCommandLine = 4096;

    // process_list: records of 96 bytes: u64 id, ring, pages, threads, then 64 bytes of name, zero-padded.
    private const int ListRecordBytes = 96;
    private const int ListNameOffset = 32;
    private const int MaxListed = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, NucleusMemoryBlock> _blocks = [];
    private readonly List<NucleusProcess> _processes = [];

    public string Name => "machine";

    public string CommandLine { get; } = ReadCommandLine();

    public TimeSpan Uptime => Stopwatch.GetElapsedTime(0);

    public IFallbackConsole Console { get; } = new NucleusConsole();

    public IWaker Waker { get; } = new NucleusWaker();

    public IPortBus Ports { get; } = new NucleusPorts();

    public byte[]? ReadBootFile(string name)
    {
        long number = Nucleus.TryOpenBootEntry(name);
        if (number == NucleusError.NoEntry)
            return null;
        if (number < 0)
            throw new PlatformException($"read '{name}' of the boot image", NucleusError.Text(number));
        using var handle = new NucleusHandle(number);
        long bytes = Nucleus.Do($"measure '{name}'", CallNumber.MemorySize, handle.Number);
        using var memory = new MappedMemory(handle, bytes, MappedMemory.ReadOnly);
        byte[] contents = new byte[checked((int)bytes)];
        memory.Read(0, contents);
        return contents;
    }

    public IGrantedInterrupt ClaimInterrupt(int line) => NucleusInterrupt.Claim(line);

    public IPortRange CreatePortRange(int first, int count) => new NucleusPortRange(first, count);

    public IGrantedMemory OpenMemoryBlock(string name, long defaultBytes)
    {
        lock (_lock)
        {
            if (!_blocks.TryGetValue(name, out NucleusMemoryBlock? block))
                _blocks.Add(name, block = MakeBlock(name, defaultBytes));
            return block;
        }
    }

    public ISharedRegion CreateRegion(int bytes) => NucleusRegion.Create(bytes);

    public ISharedRegion OpenCheckRegion()
    {
        try
        {
            return MemoryOption.Find(CommandLine, MemoryOption.Check) is { } memory
                ? NucleusRegion.FromPhysical(memory.Address, memory.Bytes)
                : throw new PlatformException("open the checker's memory", "the command line does not say where it is");
        }
        catch (FormatException e)
        {
            throw new PlatformException("open the checker's memory", e.Message);
        }
    }

    public IDriverProcess StartProcess(ProcessStart start)
    {
        NucleusProcess process = NucleusProcess.Start(start);
        lock (_lock)
            _processes.Add(process);
        return process;
    }

    public IReadOnlyList<ProcessFigures> Processes()
    {
        NucleusProcess[] started;
        lock (_lock)
            started = [.. _processes];
        return [Kernel(), .. started.Select(FiguresOf).OfType<ProcessFigures>()];
    }

    // An idle driver's process has up to 1.2 MB, one that makes garbage without keeping any stays under 3.7 MB (docs/build.md).
    public long RuntimeKiB => 4 * 1024;

    public MemoryFigures Memory()
    {
        Span<long> record = stackalloc long[SystemInfoWords];
        ReadSystemInfo(record);
        return new MemoryFigures(record[0] * PageKiB, record[1] * PageKiB, (int)record[2]);
    }

    public TimeSpan BeforeStart
    {
        get
        {
            // The time stamp counter begins at the reset; words 3 and 4 are its value at the nucleus' start and its ticks a second.
            Span<long> record = stackalloc long[SystemInfoWords];
            ReadSystemInfo(record);
            return TimeSpan.FromSeconds((double)record[3] / record[4]);
        }
    }

    public CrossingCounters Crossings()
    {
        Span<long> record = stackalloc long[SystemInfoWords];
        ReadSystemInfo(record);
        return new CrossingCounters(record[5], record[6], record[7], record[8]);
    }

    public void CallSystem() => NativeCalls.QuickCall((long)CallNumber.GetPid);

    public IHandOver CreateHandOver() => new NucleusHandOver(Waker);

    public int TrapRing() => NativeCalls.TrapRing();

    public void PowerOff(int status)
    {
        Nucleus.Try(CallNumber.Power, 0, status);
        throw new PlatformException("power off", "the nucleus came back from it");
    }

    public ProcessEnd? RunProgram(string program, string argument)
    {
        long entry = Nucleus.TryOpenBootEntry(program);
        if (entry == NucleusError.NoEntry)
            return null;
        if (entry > 0)
            new NucleusHandle(entry).Dispose();
        using NucleusProcess process = NucleusProcess.Start(new ProcessStart(program, program, []), argument);
        return process.Wait(Timeout.InfiniteTimeSpan);
    }

    private static void ReadSystemInfo(Span<long> record)
    {
        // Sound: the record lives on the caller's stack, and the nucleus writes no more than the size it is told.
        fixed (long* pointer = record)
            Nucleus.Do("read the system's figures", CallNumber.SystemInfo, (long)pointer, record.Length * sizeof(long));
    }

    private static string ReadCommandLine()
    {
        byte[] text = new byte[MaxCommandLine];
        long length = Nucleus.TryBuffer(CallNumber.CommandLine, text.AsSpan());
        return length < 0 ? "" : Encoding.UTF8.GetString(text, 0, (int)Math.Min(length, text.Length));
    }

    private NucleusMemoryBlock MakeBlock(string name, long defaultBytes)
    {
        if (name != RamDisk)
            return NucleusMemoryBlock.Create(name, defaultBytes);
        try
        {
            if (MemoryOption.Find(CommandLine, MemoryOption.Disk) is { } disk)
                return NucleusMemoryBlock.FromPhysical(name, disk.Address, disk.Bytes);
        }
        catch (FormatException e)
        {
            throw new PlatformException($"open memory '{name}'", e.Message);
        }
        long entry = Nucleus.TryOpenBootEntry(RamDisk);
        if (entry < 0)
            return NucleusMemoryBlock.Create(name, defaultBytes);
        using var file = new NucleusHandle(entry);
        return NucleusMemoryBlock.CopyOf(name, file);
    }

    private ProcessFigures? FiguresOf(NucleusProcess process)
    {
        if (process.Figures() is { } figures)
            return figures;
        lock (_lock)
            _processes.Remove(process);
        return null;
    }

    // The kernel has no handle on itself: the nucleus lists it among the processes, by its ring, and takes handle 0 for it.
    private static unsafe ProcessFigures Kernel()
    {
        long* info = stackalloc long[NucleusProcess.InfoWords];
        // Sound: the record has the size that the call writes. A nucleus without this answer leaves the zeros.
        new Span<long>(info, NucleusProcess.InfoWords).Clear();
        Nucleus.Try(CallNumber.ProcessInfo, 0, (long)info);
        byte[] list = new byte[ListRecordBytes * MaxListed];
        long bytes = Math.Max(0, Nucleus.TryBuffer(CallNumber.ProcessList, list.AsSpan()));
        for (int at = 0; at + ListRecordBytes <= bytes; at += ListRecordBytes)
        {
            if (BitConverter.ToInt64(list, at + 8) != 0)
                continue;
            string name = Encoding.UTF8.GetString(list, at + ListNameOffset, ListRecordBytes - ListNameOffset).TrimEnd('\0');
            return new ProcessFigures(
                (int)BitConverter.ToInt64(list, at), name, NativeCalls.TrapRing(), BitConverter.ToInt64(list, at + 16) * PageKiB, 0,
                (int)BitConverter.ToInt64(list, at + 24), info[9], TimeSpan.FromMicroseconds(info[10] / 1000));
        }
        return new ProcessFigures(0, "kernel", NativeCalls.TrapRing(), 0, 0, 0, 0, TimeSpan.Zero);
    }
}
