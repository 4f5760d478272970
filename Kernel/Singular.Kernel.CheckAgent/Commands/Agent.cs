using System.Buffers.Binary;
using Singular.Channels.Runtime;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Platform;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.CheckAgent.Commands;

/// <summary>Does what the checker asks for, one command after the other.</summary>
internal sealed class Agent
{
    private const string PlannedDeath = "PlannedDeath";
    private const int LogLines = 20;

    private readonly KernelSystem _system;
    private readonly DriverRecord _driver;
    private readonly IChannelMemory _memory;
    private readonly Action<byte> _ring;
    private LineWaker? _waker;
    private LineWaker? _wakerBack;
    private readonly ContractBinding _binding;
    private readonly PortRange[] _ports;
    private ClientUnderCheck? _client;

    /// <param name="system">The kernel, its drivers started.</param>
    /// <param name="image">The image's record, which names the driver under check.</param>
    /// <param name="table">What is linked in.</param>
    /// <param name="memory">The memory for channels.</param>
    /// <param name="ring">Rings at the checker.</param>
    internal Agent(KernelSystem system, ImageRecord image, ImageTable table, IChannelMemory memory, Action<byte> ring)
    {
        _system = system;
        _driver = image.Drivers.First(driver => driver.Instance == image.UnderCheck);
        _memory = memory;
        _ring = ring;
        _binding = new ContractTable(table).Find(_driver.Manifest.Provides)
            ?? throw new PlatformException("serve the driver under check", $"the image has no code for {_driver.Manifest.Provides}");
        _ports = [.. image.Drivers.SelectMany(driver => driver.Manifest.Ports)];
    }

    /// <summary>A bell of the present channel has come.</summary>
    internal void Hear(byte bell) => (bell < LineCodec.FirstBellBack ? Volatile.Read(ref _waker) : Volatile.Read(ref _wakerBack))?.Hear(bell);

    /// <summary>Carries a command out.</summary>
    /// <returns>The answer.</returns>
    internal LineFrame Carry(LineFrame command)
    {
        try
        {
            return command.Command switch
            {
                CheckCommand.Status => new LineFrame(CheckCommand.Done, command.Sequence, Status().Write()),
                CheckCommand.Condemn => Answer(command, Condemn()),
                CheckCommand.Restart => Answer(command, Restart()),
                CheckCommand.Connect => Answer(command, Connect(command.Payload)),
                CheckCommand.Disconnect => Answer(command, Disconnect()),
                CheckCommand.Renew => Answer(command, Disconnect() ?? Restart() ?? Connect(command.Payload)),
                CheckCommand.Ports => new LineFrame(CheckCommand.Done, command.Sequence, Access(PortAccess.Read(command.Payload))),
                CheckCommand.Log => LineFrame.OfText(CheckCommand.Done, command.Sequence, string.Join('\n', _system.Log.Read().TakeLast(LogLines).Select(entry => $"{entry.Source}: {entry.Text}"))),
                CheckCommand.PowerOff => new LineFrame(CheckCommand.Done, command.Sequence, []),
                _ => Answer(command, $"the agent does not know command 0x{(int)command.Command:X2}"),
            };
        }
        catch (LineProtocolException wrong)
        {
            return Answer(command, wrong.Message);
        }
    }

    private static LineFrame Answer(LineFrame command, string? problem) => problem is null
        ? new LineFrame(CheckCommand.Done, command.Sequence, [])
        : LineFrame.OfText(CheckCommand.Refused, command.Sequence, problem);

    private GuestStatus Status()
    {
        DriverStatus status = _system.Supervisor.Drivers().First(driver => driver.Record.Instance == _driver.Instance);
        return new GuestStatus(
            status.State == DriverState.Running, status.Ring ?? 0, status.Buffers, _client?.Buffers ?? 0, _client?.Endpoints ?? 0, FreeKiB(),
            $"{_driver.Instance} in {status.Record.Placement.ToName()} placement is {status.State.ToName()}{(status.Reason.Length > 0 ? $": {status.Reason}" : "")}");
    }

    private long FreeKiB()
    {
        MemoryFigures memory = _system.Platform.Memory();
        return memory.TotalKiB - memory.UsedKiB;
    }

    private string? Condemn() => _system.Supervisor.Condemn(_driver.Instance, PlannedDeath, "ended by the checker") ? null : $"{_driver.Instance} does not live";

    private string? Restart()
    {
        Outcome outcome = _system.Supervisor.Restart(_driver.Instance);
        return outcome.Done ? null : outcome.Text;
    }

    private string? Connect(byte[] half)
    {
        if (_client is not null)
            return "there is a client already; it has to die first";
        if (half is not [0 or 1])
            throw new LineProtocolException($"{half.Length} bytes that say where the channel is; expected one, 0 or 1");
        var memory = LentMemory.In(_memory, half[0], _binding);
        var waker = new LineWaker(_system.Platform.Waker, memory.Address, 0, _ring);
        Volatile.Write(ref _waker, waker);
        ChannelBack? back = null;
        if (_binding.TakesEndpoints)
        {
            var memoryBack = LentMemory.Back(_memory, half[0], _binding);
            var wakerBack = new LineWaker(_system.Platform.Waker, memoryBack.Address, LineCodec.FirstBellBack, _ring);
            Volatile.Write(ref _wakerBack, wakerBack);
            back = new ChannelBack(memoryBack, wakerBack);
        }
        _client = new ClientUnderCheck(_binding, _system.Supervisor.SlotOf(_driver.Instance), memory, waker, back);
        return null;
    }

    private string? Disconnect()
    {
        string? left = _client?.Die();
        if (left is null)
            _client = null;
        return left;
    }

    private byte[] Access(IReadOnlyList<PortAccess> accesses)
    {
        foreach (PortAccess access in accesses)
        {
            if (!_ports.Any(range => range.First <= access.Port && access.Port + access.Width - 1 <= range.Last))
                throw new LineProtocolException($"port 0x{access.Port:X} belongs to no driver of this image");
        }
        byte[] values = new byte[accesses.Count * sizeof(uint)];
        for (int i = 0; i < accesses.Count; i++)
        {
            PortAccess access = accesses[i];
            if (access.IsWrite)
                _system.Platform.Ports.Write(access.Port, access.Width, access.Value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(values.AsSpan(i * sizeof(uint)), _system.Platform.Ports.Read(access.Port, access.Width));
        }
        return values;
    }
}
