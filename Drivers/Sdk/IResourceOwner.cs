namespace Singular.Drivers;

/// <summary>The domain that holds a resource.</summary>
internal interface IResourceOwner
{
    /// <summary>False once the domain is dead: none of its resources works any more.</summary>
    bool IsAlive { get; }

    /// <summary>Marks the domain dead, for the named reason, before anything is thrown.</summary>
    /// <param name="code">The fault's name, e.g. <c>AccessOutsideGrant</c>.</param>
    /// <param name="detail">What was tried and what was granted.</param>
    void Condemn(string code, string detail);
}
