namespace Singular.Kernel.Checking.Worlds;

/// <summary>A serial port that a driver may find.</summary>
internal enum SerialKind
{
    /// <summary>A 16550 after its reset.</summary>
    Plain,

    /// <summary>A 16450, which holds one byte each way.</summary>
    WithoutFifo,

    /// <summary>A 16550 that firmware has used.</summary>
    LeftByFirmware,
}
