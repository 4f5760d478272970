namespace Singular.Channels;

/// <summary>Says in which minor version of its contract a member came. Members without it were there from minor version 0.</summary>
/// <remarks>
/// A minor version may add members, each with this attribute, and types that only those members name; nothing else. So the text of
/// every older version, and its hash, follows from the newest one, and a server that was compiled against an older version is known
/// to lack the member: a call of it ends in <see cref="NotInThisVersionException"/>, and the server is not called.
/// </remarks>
/// <param name="minor">The first minor version that has the member, from 1 to the contract's own.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SinceAttribute(int minor) : Attribute
{
    public int Minor { get; } = minor;
}
