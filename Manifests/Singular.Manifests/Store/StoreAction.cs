namespace Singular.Manifests;

/// <summary>What happened to a driver in a change of the store; written in lower case.</summary>
public enum StoreAction
{
    Install,

    /// <summary>A newer version took the place of an older one.</summary>
    Upgrade,

    /// <summary>An older version took the place of a newer one.</summary>
    Downgrade,

    /// <summary>Another package of the same version took the place.</summary>
    Replace,

    Remove,
}
