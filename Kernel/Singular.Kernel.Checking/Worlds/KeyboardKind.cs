namespace Singular.Kernel.Checking.Worlds;

/// <summary>A keyboard that a driver may find.</summary>
internal enum KeyboardKind
{
    /// <summary>One that works, at a controller after its reset.</summary>
    Plain,

    /// <summary>One that asks twice for the first byte that it gets.</summary>
    AsksAgain,

    /// <summary>One with which firmware has worked: translation and interrupts are on, and keys are waiting.</summary>
    LeftByFirmware,

    /// <summary>One on which somebody types while the driver starts.</summary>
    TypedOn,

    /// <summary>None; it is plugged in later.</summary>
    Missing,
}
