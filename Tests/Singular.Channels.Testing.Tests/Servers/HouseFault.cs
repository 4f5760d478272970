namespace Singular.Channels.Testing.Tests.Servers;

public enum HouseFault
{
    None,

    /// <summary>Doors that were left still count.</summary>
    LosesDoors,

    /// <summary>Opening a door, which takes two calls before it, kills it.</summary>
    DiesInOpen,

    /// <summary>A door that is closed is locked, too.</summary>
    LocksWhenClosed,
}
