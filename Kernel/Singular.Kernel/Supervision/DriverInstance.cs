using Singular.Channels.Runtime;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>A driver of the image with what became of it. Changed by the supervisor's thread only, under its state lock.</summary>
internal sealed class DriverInstance(DriverRecord record)
{
    /// <summary>As in the image; the placement is another one when the driver was demoted.</summary>
    public DriverRecord Record { get; private set; } = record;

    public string Name => Record.Instance;

    /// <summary>Where its clients find it, through all its lives.</summary>
    public ServerSlot Slot { get; } = new(record.Instance);

    public RestartHistory History { get; } = new(record.Restart);

    public DriverState State { get; set; } = DriverState.Waiting;

    public IDriverLife? Life { get; set; }

    public int? Ring { get; set; }

    public int Starts { get; set; }

    /// <summary>Faults since the start of the system.</summary>
    public int Faults { get; private set; }

    /// <summary>Notes a fault.</summary>
    /// <returns>True when it is the one after which the driver goes on in a process.</returns>
    public bool CountFault()
    {
        Faults++;
        bool isDemoted = Record.Placement == Placement.Kernel && Record.DemoteAfter > 0 && Faults >= Record.DemoteAfter;
        if (isDemoted)
            Record = Record with { Placement = Placement.Process };
        return isDemoted;
    }

    /// <summary>Number of the restart that is planned; another number means that the plan was dropped.</summary>
    public int Plan { get; set; }

    public string Reason { get; set; } = "";
}
