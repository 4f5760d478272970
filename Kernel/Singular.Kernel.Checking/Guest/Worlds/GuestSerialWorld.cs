using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Checking.Worlds;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>The first serial line with somebody at its other end. The emulated chip shows nobody whether it requests to send, so no more comes than
/// every driver holds.</summary>
internal sealed class GuestSerialWorld : GuestWorld
{
    private const int LineStatusPort = 0x3FD;
    private const uint DataReady = 1;

    /// <summary>Far more than the emulated line needs for 64 KiB.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly int _start;
    private readonly List<Stimulus> _stimuli;
    private SerialModel _model;
    private byte _next = 1;
    private string? _wrong;

    internal GuestSerialWorld(GuestMachine machine)
        : base(machine)
    {
        _start = machine.Wire.Count;
        _model = NewModel();
        _stimuli =
        [
            new("a byte comes", () => Come(1)),
            new("3 bytes come", () => Come(3)),
            new("40 bytes come", () => Come(40)),
            new("500 bytes come", () => Come(500)),
        ];
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    public override object StartModel() => _model = NewModel();

    /// <summary>Waits until all has left that was taken, and the chip has got all that came and given it on.</summary>
    public override void Settle()
    {
        if (!Wait(() => Left >= _model.Taken.Count, s_limit))
            _wrong ??= $"{_model.Taken.Count - Left} bytes that were taken have not left after {s_limit.TotalSeconds:0} s";
        _model.AnnounceRoom();
    }

    /// <summary>What has left must be what was taken, in order.</summary>
    public override string? WhyWrong()
    {
        if (_wrong is not null)
            return _wrong;
        byte[] left = Machine.Wire.From(_start);
        int same = left.AsSpan().CommonPrefixLength(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_model.Taken));
        return same == left.Length ? null : $"byte {same} of {left.Length} that have left is not the one that was taken";
    }

    private int Left => Machine.Wire.Count - _start;

    private SerialModel NewModel() => new(() => Left, Machine.Wire.From(_start));

    private void Come(int count)
    {
        if (_model.Waiting.Count + count > SerialModel.LeastQueue)
            return;
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = _next;
            _model.Come(_next++);
        }
        Machine.Wire.Send(bytes);
        if (!Wait(() => Machine.Wire.IsTaken && (Machine.Access(PortAccess.Read8(LineStatusPort))[0] & DataReady) == 0, s_limit))
            _wrong ??= $"of {count} bytes that came the driver has not fetched all after {s_limit.TotalSeconds:0} s";
        _model.Announce();
    }
}
