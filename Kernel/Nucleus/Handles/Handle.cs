using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>One entry of a handle table.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Handle
{
    public HandleKind Kind;
    public ushort Rights;
    public uint Reserved;

    /// <summary>The object: a pointer, or for ports the first one and the count from bit 16.</summary>
    public ulong Object;

    public MemoryObject* Memory => (MemoryObject*)Object;

    public Process* Process => (Process*)Object;

    public InterruptLine* Interrupt => (InterruptLine*)Object;
}
