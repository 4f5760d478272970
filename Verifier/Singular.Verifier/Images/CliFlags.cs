namespace Singular.Verifier.Images;

/// <summary>COMIMAGE_FLAGS (ECMA-335 II.25.3.3.1 and corhdr.h).</summary>
[Flags]
internal enum CliFlags : uint
{
    ILOnly = 0x1,
    Required32Bit = 0x2,
    ILLibrary = 0x4,
    StrongNameSigned = 0x8,
    NativeEntryPoint = 0x10,
    TrackDebugData = 0x1_0000,
    Preferred32Bit = 0x2_0000,
}
