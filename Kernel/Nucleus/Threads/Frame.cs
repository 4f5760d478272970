using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>A program's registers, in the order in which Assembly/entry.s pushes them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Frame
{
    public ulong R15, R14, R13, R12, R11, R10, R9, R8, Rdi, Rsi, Rbp, Rbx, Rdx, Rcx, Rax;
    public ulong Vector, Error;
    public ulong Rip, Cs, Rflags, Rsp, Ss;
}
