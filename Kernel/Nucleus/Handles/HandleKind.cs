namespace Singular.Nucleus;

internal enum HandleKind : ushort
{
    None,
    Memory,
    Process,
    Interrupt,
    Ports,
}
