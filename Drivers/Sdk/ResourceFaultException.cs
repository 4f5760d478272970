namespace Singular.Drivers;

/// <summary>A driver used a resource beyond its grant, or after its domain had died. The domain is dead when this is
/// thrown; catching it changes nothing.</summary>
public sealed class ResourceFaultException : Exception
{
    internal ResourceFaultException(string code, string detail)
        : base($"{code}: {detail}") => Code = code;

    /// <summary>The fault's name, e.g. <c>AccessOutsideGrant</c>.</summary>
    public string Code { get; }
}
