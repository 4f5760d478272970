namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>What a <see cref="Tower"/> does wrong with the endpoints that it is handed.</summary>
internal enum TowerFault
{
    None,

    /// <summary>Calls the one that it keeps after it has ended it.</summary>
    CallsAfterTheEnd,

    /// <summary>Calls a second time when the protocol no longer allows it.</summary>
    CallsInAWrongState,

    /// <summary>Ends what it was handed twice.</summary>
    EndsTwice,

    /// <summary>Answers from memory when it is asked for the same again.</summary>
    ForgetsToCall,

    /// <summary>Calls twice and gives the second answer.</summary>
    CallsTwice,

    /// <summary>Calls the first of two where it has to call the second.</summary>
    CallsAnother,

    /// <summary>Does not end those that it no longer uses.</summary>
    KeepsForEver,

    /// <summary>Takes it that whoever it calls is there.</summary>
    LetsDeathsOut,

    /// <summary>Takes it that its client can be called at any time.</summary>
    LetsRefusalsOut,

    /// <summary>Has work of its own, which calls back after the end.</summary>
    CallsAfterTheEndOnItsOwn,
}
