namespace Singular.Kernel.CheckAgent.Line;

/// <summary>What the checker can ask of the agent; the command byte of a frame. Numbers are little-endian, text is UTF-8.</summary>
public enum CheckCommand
{
    /// <summary>An answer: it was done. Its payload is given at each command.</summary>
    Done = 0x10,

    /// <summary>An answer: it could not be done; the payload says why.</summary>
    Refused = 0x11,

    /// <summary>Gives a <see cref="GuestStatus"/>: of the driver under check, the kernel and the present client.</summary>
    Status = 0x20,

    /// <summary>Ends the driver under check as a fault would.</summary>
    Condemn = 0x21,

    /// <summary>Starts it, after stopping it if it runs.</summary>
    Restart = 0x22,

    /// <summary>Makes a client of the driver and serves a channel on its behalf. Gets a u8: which half of the shared memory the checker has formatted
    /// for it.</summary>
    Connect = 0x23,

    /// <summary>Lets the client die with all that it holds.</summary>
    Disconnect = 0x24,

    /// <summary>Port accesses (<see cref="PortAccess"/>), one after the other, inside the drivers' own ranges. Gives a u32 for each.</summary>
    Ports = 0x25,

    /// <summary>Gives the newest lines of the kernel's log.</summary>
    Log = 0x26,

    /// <summary><see cref="Disconnect"/>, <see cref="Restart"/> and <see cref="Connect"/> at one stroke: what begins a run.</summary>
    Renew = 0x28,

    /// <summary>Ends the machine. The answer comes before.</summary>
    PowerOff = 0x27,
}
