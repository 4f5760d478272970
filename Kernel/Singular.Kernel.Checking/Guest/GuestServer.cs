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

    public override Domain ServerDomain => _domain;

    public override CallTap? Tap => null;

    protected override ServerSlot Slot { get; } = new(guest.Record.Instance);

    /// <summary>Ends the driver as a fault of its own would. A driver that has died already stays as it is.</summary>
    public override void Kill()
    {
        Slot.GiveUp();
        machine.Tell(CheckCommand.Condemn);
        _domain.Condemn(PlannedDeath, "ended by the test");
    }

    protected override void StartLife()
    {
        if (machine.Tell(CheckCommand.Restart) is { } refused)
        {
            machine.IsSpent = true;
            throw new ContractViolationException($"The driver did not start in the guest: {refused}.");
        }
        OpenChannel();
    }

    protected override void EndLife()
    {
        if (_channel is null)
        {
            Forget(_domain);
            return;
        }
        CloseChannel();
        machine.Tell(CheckCommand.Condemn);
    }

    /// <summary>The client dies in the guest, in the middle of whatever it has under way.</summary>
    protected override void Abandon(Boundary boundary)
    {
        if (CloseChannel() is { } left)
            throw new ContractViolationException($"After the death of a client: {left}.");
        GuestStatus status = machine.Status();
        if (!status.IsRunning)
            throw new ContractViolationException($"The death of the client took the server with it: {GuestLine.Shown(status.Text)}.");
        OpenChannel();
    }

    private void OpenChannel()
    {
        if (!_domain.IsAlive)
            _domain = new Domain(guest.Record.Instance, DomainOptions.None);
        _channel = machine.Connect(_domain);
        Slot.Install(_domain, guest.Binding.CreateClient(_channel));
    }

    /// <returns>What does not end in the guest; null when nothing is left of the client.</returns>
    private string? CloseChannel()
    {
        _domain.Stop();
        _channel!.Dispose();
        _channel = null;
        Slot.Clear();
        Forget(_domain);
        string? left = machine.Tell(CheckCommand.Disconnect);
        machine.IsSpent |= left is not null;
        return left;
    }
}
