using Singular.Channels.Testing;
using Singular.Kernel.Checking.Guest.Worlds;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Guest;

/// <summary>Places a driver in a booted machine. One boot serves all runs, unless a run leaves the machine of no use.</summary>
public sealed class GuestPlacement : IPlacement, IDisposable
{
    /// <summary>A start in the guest takes about as long as this many sequences.</summary>
    private const int SequencesPerStart = 10;

    private readonly GuestUnderCheck _guest;
    private GuestMachine? _machine;

    /// <param name="guest">The driver and its image.</param>
    public GuestPlacement(GuestUnderCheck guest)
    {
        ArgumentNullException.ThrowIfNull(guest);
        _guest = guest;
    }

    public string Name => $"{_guest.Record.Placement.ToName()} in the guest";

    public int SequencesPerWorld => SequencesPerStart;

    /// <summary>How often a machine was booted.</summary>
    public int Boots { get; private set; }

    /// <summary>The machine that runs; it is booted when it is first asked for.</summary>
    public GuestMachine Machine
    {
        get
        {
            if (_machine is { IsSpent: true })
            {
                _machine.Dispose();
                _machine = null;
            }
            if (_machine is null)
            {
                _machine = new GuestMachine(_guest);
                Boots++;
            }
            return _machine;
        }
    }

    public (ContractWorld World, PlacedServer Server) Place()
    {
        GuestMachine machine = Machine;
        return (GuestWorldChoice.For(_guest, machine), new GuestServer(_guest, machine));
    }

    public void Dispose() => _machine?.Dispose();
}
