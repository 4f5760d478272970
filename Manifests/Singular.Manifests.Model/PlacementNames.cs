namespace Singular.Manifests;

/// <summary>The written form of <see cref="Placement"/> in policies, records and on the command line.</summary>
public static class PlacementNames
{
    public static string ToName(this Placement placement) => placement switch
    {
        Placement.Deny => "deny",
        Placement.Process => "process",
        Placement.Kernel => "kernel",
        _ => throw new ArgumentOutOfRangeException(nameof(placement), placement, "Not a placement."),
    };

    public static bool TryParse(string name, out Placement placement)
    {
        switch (name)
        {
            case "deny": placement = Placement.Deny; return true;
            case "process": placement = Placement.Process; return true;
            case "kernel": placement = Placement.Kernel; return true;
            default: placement = Placement.Deny; return false;
        }
    }
}
