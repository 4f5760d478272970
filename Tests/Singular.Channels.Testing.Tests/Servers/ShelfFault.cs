namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>How a shelf is wrong.</summary>
public enum ShelfFault
{
    None,

    /// <summary>Gives a copy and keeps the buffer.</summary>
    KeepsForEver,

    /// <summary>Gives a buffer and leaves it at its place.</summary>
    GivesTwice,

    /// <summary>Gives a handle that came from another domain.</summary>
    GivesAnothers,

    /// <summary>Gives the buffer of the place beside.</summary>
    GivesTheNeighbours,

    /// <summary>Keeps the buffer when it refuses the place.</summary>
    LeaksOnFailure,

    /// <summary>Writes to a buffer that it has given back.</summary>
    WritesLater,

    /// <summary>Pins what it releases, and never ends the pin.</summary>
    NeverUnpins,
}
