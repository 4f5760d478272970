using Singular.Channels.Runtime;
using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>A driver of the image with what became of it. Changed by the supervisor's thread only, under its state lock.</summary>
internal sealed class DriverInstance(DriverRecord record)
{
    public DriverRecord Record { get; } = record;

    public string Name => Record.Instance;

    /// <summary>Where its clients find it, through all its lives.</summary>
    public ServerSlot Slot { get; } = new(record.Instance);

    public RestartHistory History { get; } = new(record.Restart);

    public DriverState State { get; set; } = DriverState.Waiting;

    public IDriverLife? Life { get; set; }

    public int? Ring { get; set; }

    public int Starts { get; set; }

    /// <summary>Number of the restart that is planned; another number means that the plan was dropped.</summary>
    public int Plan { get; set; }

    public string Reason { get; set; } = "";
}
