namespace Singular.Kernel.Supervision;

/// <summary>The written form of <see cref="DriverState"/>.</summary>
public static class DriverStateNames
{
    public static string ToName(this DriverState state) => state switch
    {
        DriverState.Waiting => "waiting",
        DriverState.Starting => "starting",
        DriverState.Running => "running",
        DriverState.Restarting => "restarting",
        DriverState.Stopped => "stopped",
        DriverState.Down => "down",
        DriverState.Stuck => "stuck",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
