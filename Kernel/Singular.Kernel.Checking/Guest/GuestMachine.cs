using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Net.Sockets;
using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Contracts;
using Singular.Emulation;
using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.Checking.Guest;

/// <summary>A booted machine with the driver under check, and the ways into it: the line to the agent, the memory of the channel, the RAM
/// disk, the first serial line and the emulator's monitor.</summary>
public sealed class GuestMachine : IDisposable
{
    // QEMU takes multiples of 2 MiB; a FAT16 volume needs a little more than one.
    private const int SmallDiskBytes = 2 << 20;
    private const int VolumeDiskBytes = 4 << 20;

    /// <summary>How long the guest may take from the reset until its agent is there.</summary>
    private static readonly TimeSpan s_bootLimit = TimeSpan.FromSeconds(120);

    /// <summary>How long the agent may take for a command: a start of a driver takes up to 5 s, the end of a client up to 10 s, in the guest's
    /// time, and this host may be busy.</summary>
    private static readonly TimeSpan s_commandLimit = TimeSpan.FromSeconds(60);

    /// <summary>How long the end of the channel for calls out of the guest may take.</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-guest-").FullName;
    private readonly Process? _emulator;
    private readonly MemoryMappedFile _diskFile;
    private readonly MemoryMappedFile _channelFile;
    private readonly MemoryMappedViewAccessor _channel;
    private readonly LinuxChannelMemory _memory;
    private readonly Task<string> _errors = Task.FromResult("");
    private readonly ContractBinding _contract;
    private readonly List<LentMemory>[] _lent = [[], []];
    private LineWaker? _waker;
    private LineWaker? _wakerBack;
    private readonly Task? _watch;
    private int _half;
    private bool _isEnding;

    /// <summary>Boots an image.</summary>
    /// <exception cref="PlacementException">It does not come up.</exception>
    public GuestMachine(GuestUnderCheck guest)
    {
        ArgumentNullException.ThrowIfNull(guest);
        _contract = guest.Binding;
        string channelPath = Create("channel", 2 * LentMemory.HalfBytes);
        DiskBytes = guest.Binding.ContractType == typeof(IFileSystem) ? VolumeDiskBytes : SmallDiskBytes;
        _diskFile = MemoryMappedFile.CreateFromFile(Create("disk", DiskBytes));
        Disk = _diskFile.CreateViewAccessor();
        _channelFile = MemoryMappedFile.CreateFromFile(channelPath);
        _channel = _channelFile.CreateViewAccessor();
        _memory = LinuxChannelMemory.OfFile(channelPath, 2 * LentMemory.HalfBytes);
        try
        {
            using Socket line = ListenAt("line"), agent = ListenAt("agent"), monitor = ListenAt("monitor");
            _emulator = Emulator.StartChecked(
                new EmulatorOptions
                {
                    KernelFile = guest.NucleusFile, ImageFile = guest.ImageFile, CommandLine = "start-limit=30", MemoryMiB = 256,
                    DiskFile = PathOf("disk"), CheckFile = channelPath,
                },
                PathOf("line"), PathOf("agent"), PathOf("monitor"));
            _errors = _emulator.StandardError.ReadToEndAsync();
            Wire = new SerialWire(Accept(_emulator, line));
            Line = new GuestLine(Accept(_emulator, agent), bell => (bell < LineCodec.FirstBellBack ? Volatile.Read(ref _waker) : Volatile.Read(ref _wakerBack))?.Hear(bell));
            Monitor = new MachineMonitor(Accept(_emulator, monitor));
            _watch = _emulator.WaitForExitAsync().ContinueWith(_ => NoteEnd(_emulator), TaskScheduler.Default);
            Line.AwaitHello(s_bootLimit);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the RAM disk.</summary>
    public int DiskBytes { get; }

    /// <summary>The RAM disk's memory, as the guest has it.</summary>
    public MemoryMappedViewAccessor Disk { get; }

    /// <summary>The first serial line.</summary>
    public SerialWire Wire { get; } = null!;

    public GuestLine Line { get; } = null!;

    public MachineMonitor Monitor { get; } = null!;

    /// <summary>Set when something in the guest cannot be brought to an end: the machine is of no use for another run.</summary>
    public bool IsSpent { get; internal set; }

    /// <summary>Gives the agent a command.</summary>
    /// <returns>Why it was refused; null when it was done.</returns>
    /// <exception cref="PlacementException">The guest does not answer as it should.</exception>
    public string? Tell(CheckCommand command) => Tell(command, []);

    /// <summary>Asks how the guest is.</summary>
    /// <inheritdoc cref="Tell(CheckCommand)"/>
    public GuestStatus Status() => Line.AskStatus(s_commandLimit);

    /// <summary>Accesses ports of the drivers in the guest.</summary>
    /// <returns>A value for each access.</returns>
    /// <exception cref="PlacementException">The guest does not answer as it should.</exception>
    public uint[] Access(params IReadOnlyList<PortAccess> accesses)
    {
        LineFrame answer = Line.Ask(CheckCommand.Ports, PortAccess.Write(accesses), s_commandLimit);
        if (answer.Command != CheckCommand.Done || answer.Payload.Length != sizeof(uint) * accesses.Count)
            throw new PlacementException($"The guest's agent did not make {accesses.Count} port accesses: {GuestLine.Shown(answer.Text)}.");
        uint[] values = new uint[accesses.Count];
        Buffer.BlockCopy(answer.Payload, 0, values, 0, answer.Payload.Length);
        return values;
    }

    /// <summary>Makes a new channel in the shared memory, which the agent then serves.</summary>
    /// <param name="command"><see cref="CheckCommand.Connect"/> or <see cref="CheckCommand.Renew"/>.</param>
    /// <param name="server">Stands for the driver on this side.</param>
    /// <param name="channel">The channel, if the agent serves it.</param>
    /// <param name="callBacks">The far end of the one in the other direction, where the contract's members take endpoints.</param>
    /// <inheritdoc cref="Tell(CheckCommand)"/>
    internal string? Connect(CheckCommand command, Domain server, out ClientChannel? channel, out ServerLoop? callBacks)
    {
        (channel, callBacks) = (null, null);
        _half ^= 1;
        if (!_lent[_half].TrueForAll(memory => memory.WaitUntilGivenBack(s_commandLimit)))
            throw new PlacementException("A thread of the checker is still inside the channel of an earlier client.");
        _lent[_half].Clear();
        using ChannelRegion region = Format(LentMemory.In(_memory, _half, _contract), 0);
        var peer = new DriverPeer(server);
        Volatile.Write(ref _waker, new LineWaker(new FutexWaker(), _lent[_half][^1].Address, 0, Line.Ring));
        var near = new ClientChannel(region, _waker, peer);
        // Before the driver can call: it may do so in the first call.
        ServerLoop? back = _contract.TakesEndpoints ? ServeBack(near, server, peer) : null;
        bool isServed = false;
        try
        {
            string? refused = Tell(command, [(byte)_half]);
            isServed = refused is null;
            (channel, callBacks) = isServed ? (near, back) : (null, null);
            return refused;
        }
        finally
        {
            if (!isServed)
                Close(near, back);
        }
    }

    /// <summary>Ends a channel on this side; on return no thread is in its memory, unless it is in a call of a client.</summary>
    internal static void Close(ClientChannel? channel, ServerLoop? callBacks)
    {
        channel?.Dispose();
        callBacks?.Close();
        callBacks?.Join(s_endLimit);
    }

    private ServerLoop ServeBack(ClientChannel near, Domain server, IChannelPeer peer)
    {
        using ChannelRegion region = Format(LentMemory.Back(_memory, _half, _contract), LentMemory.BackOffset);
        Volatile.Write(ref _wakerBack, new LineWaker(new FutexWaker(), _lent[_half][^1].Address, LineCodec.FirstBellBack, Line.Ring));
        server.WatchCircles();
        var loop = new ServerLoop(region, _wakerBack, peer);
        loop.PairWith(near);
        loop.Start();
        return loop;
    }

    /// <summary>A region begins with zeros; of what lies behind the words only what was written anew is read.</summary>
    private ChannelRegion Format(LentMemory memory, int offset)
    {
        long start = _half * (long)LentMemory.HalfBytes + offset;
        _channel.WriteArray(start, new byte[ChannelLayout.RequestArea], 0, ChannelLayout.RequestArea);
        if (_contract.MovesBuffers)
            _channel.WriteArray(start + ChannelLayout.RegionBytes, new byte[ChannelLayout.BufferSlots - ChannelLayout.RegionBytes], 0, ChannelLayout.BufferSlots - ChannelLayout.RegionBytes);
        _lent[_half].Add(memory);
        var region = new ChannelRegion(memory);
        region.Format();
        return region;
    }

    /// <summary>Ends the machine.</summary>
    public void Dispose()
    {
        _isEnding = true;
        try
        {
            if (_emulator is { HasExited: false })
                _emulator.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
        _emulator?.WaitForExit();
        _watch?.Wait();
        Line?.Dispose();
        Wire?.Dispose();
        Monitor?.Dispose();
        _emulator?.Dispose();
        // What a thread may still read stays mapped.
        if (_lent.All(half => half.TrueForAll(memory => memory.WaitUntilGivenBack(s_endLimit))))
            _memory.Dispose();
        _channel.Dispose();
        _channelFile.Dispose();
        Disk.Dispose();
        _diskFile.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string? Tell(CheckCommand command, byte[] payload)
    {
        LineFrame answer = Line.Ask(command, payload, s_commandLimit);
        return answer.Command == CheckCommand.Done ? null : GuestLine.Shown(answer.Text);
    }

    private void NoteEnd(Process emulator)
    {
        if (_isEnding)
            return;
        string errors = Manifests.SafeText.Escape(_errors.Result.Trim());
        Line.Fail($"the machine ended with status {emulator.ExitCode}; {(errors.Length > 0 ? $"the emulator says: {errors}" : $"its last words: {Wire.LastWords()}")}");
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Create(string name, long bytes)
    {
        using FileStream file = File.Create(PathOf(name));
        file.SetLength(bytes);
        return file.Name;
    }

    private Socket ListenAt(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(PathOf(name)));
        socket.Listen(1);
        return socket;
    }

    private Socket Accept(Process emulator, Socket listener)
    {
        using var limit = new CancellationTokenSource(s_bootLimit);
        Task<Socket> accepted = listener.AcceptAsync(limit.Token).AsTask();
        Task ended = emulator.WaitForExitAsync(limit.Token);
        if (Task.WaitAny(accepted, ended) == 0 && accepted.IsCompletedSuccessfully)
            return accepted.Result;
        throw new PlacementException(emulator.HasExited
            ? $"The emulator did not start: {Manifests.SafeText.Escape(_errors.Result.Trim())}"
            : $"The emulator did not connect within {s_bootLimit.TotalSeconds:0} s.");
    }
}
