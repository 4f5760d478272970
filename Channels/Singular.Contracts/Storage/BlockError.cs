namespace Singular.Contracts;

public enum BlockError
{
    /// <summary>Some of the blocks lie outside the device.</summary>
    OutOfRange,

    /// <summary>The length is no multiple of the block size, or is 0.</summary>
    NotWholeBlocks,

    /// <summary>The device or its medium cannot be written.</summary>
    ReadOnly,

    /// <summary>The device reported a failure; nothing is known of the blocks.</summary>
    DeviceFailed,
}
