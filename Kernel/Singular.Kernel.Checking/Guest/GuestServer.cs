using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.Checking.Guest;

/// <summary>A driver in the guest, started by the supervisor there.</summary>
/// <param name="guest">The driver.</param>
/// <param name="machine">Where it runs.</param>
internal sealed class GuestServer(GuestUnderCheck guest, GuestMachine machine) : PlacedServer(guest.Binding.ContractType)
{
    private Domain _domain = new(guest.Record.Instance, DomainOptions.None);
    private ClientChannel? _channel;
    private ServerLoop? _callBacks;

    public override Domain ServerDomain => _domain;

    public override CallTap? Tap => null;

    /// <summary>All calls into the guest are one client's there, and die with it.</summary>
    public override bool HasOtherClient => false;

    protected override ServerSlot Slot { get; } = new(guest.Record.Instance);

    /// <summary>Ends the driver as a fault of its own would. A driver that has died already stays as it is.</summary>
    public override void Kill()
    {
        Slot.GiveUp();
        machine.Tell(CheckCommand.Condemn);
        _domain.Condemn(PlannedDeath, "ended by the test");
    }

    /// <summary>The client of the life before, if it is still there, dies first; then the driver is started anew.</summary>
    protected override void StartLife()
    {
        if (OpenChannel(CheckCommand.Renew) is not { } refused)
            return;
        machine.IsSpent = true;
        throw new ContractViolationException($"The driver did not start anew in the guest: {refused}.");
    }

    /// <summary>In the guest the end comes with the next start: what is left of this life does nothing, because nobody calls it. A driver that
    /// died of itself may still be inside a call; then the machine is of no use for another run, whose fault that would not be.</summary>
    protected override void EndLife()
    {
        GuestMachine.Close(_channel, _callBacks);
        (_channel, _callBacks) = (null, null);
        if (_domain.Fault is { Code: not PlannedDeath } && machine.Line.Problem is null)
            machine.IsSpent |= machine.Tell(CheckCommand.Disconnect) is not null;
        Slot.Clear();
        Forget(_domain);
    }

    /// <summary>The client dies in the guest, in the middle of whatever it has under way.</summary>
    protected override void Abandon(Boundary boundary)
    {
        _domain.Stop();
        EndLife();
        if (machine.Tell(CheckCommand.Disconnect) is { } left)
        {
            machine.IsSpent = true;
            throw new ContractViolationException($"After the death of a client: {left}.");
        }
        GuestStatus status = machine.Status();
        if (!status.IsRunning)
            throw new ContractViolationException($"The death of the client took the server with it: {GuestLine.Shown(status.Text)}.");
        if (OpenChannel(CheckCommand.Connect) is { } refused)
            throw new PlacementException($"The guest's agent does not serve the channel: {refused}.");
    }

    private string? OpenChannel(CheckCommand command)
    {
        if (!_domain.IsAlive)
            _domain = new Domain(guest.Record.Instance, DomainOptions.None);
        string? refused = machine.Connect(command, _domain, out _channel, out _callBacks);
        if (_channel is not null)
            Slot.Install(_domain, guest.Binding.CreateClient(_channel));
        return refused;
    }
}
