using System.Runtime.InteropServices;

namespace Singular.Nucleus.Probe;

/// <summary>The instructions that C# cannot say, assembled by hand into a page that is written first and executable then.</summary>
internal static unsafe class MachineCode
{
    // mov rax,rdi; mov rdi,rsi; mov rsi,rdx; mov rdx,rcx; mov r10,r8; mov r8,r9; mov r9,[rsp+8]; syscall; ret
    private static readonly byte[] CallBytes =
        [0x48, 0x89, 0xF8, 0x48, 0x89, 0xF7, 0x48, 0x89, 0xD6, 0x48, 0x89, 0xCA, 0x4D, 0x89, 0xC2, 0x4D, 0x89, 0xC8, 0x4C, 0x8B, 0x4C, 0x24, 0x08, 0x0F, 0x05, 0xC3];

    // mov edx,edi; xor eax,eax; in al,dx; ret
    private static readonly byte[] InBytes = [0x89, 0xFA, 0x31, 0xC0, 0xEC, 0xC3];

    // mov edx,edi; mov eax,esi; out dx,al; ret
    private static readonly byte[] OutBytes = [0x89, 0xFA, 0x89, 0xF0, 0xEE, 0xC3];

    // int 0x80; ret
    private static readonly byte[] TrapBytes = [0xCD, 0x80, 0xC3];

    // rdtsc; shl rdx,32; or rax,rdx; ret
    private static readonly byte[] TimeStampBytes = [0x0F, 0x31, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];

    // mov rsp,rdi; mov eax,15; syscall
    private static readonly byte[] SignalReturnBytes = [0x48, 0x89, 0xFC, 0xB8, 0x0F, 0x00, 0x00, 0x00, 0x0F, 0x05];

    // hlt; ret
    private static readonly byte[] HaltBytes = [0xF4, 0xC3];

    // pushf; or qword [rsp],0x3000; popf; pushf; pop rax; ret
    private static readonly byte[] RaisePrivilegeBytes = [0x9C, 0x48, 0x81, 0x0C, 0x24, 0x00, 0x30, 0x00, 0x00, 0x9D, 0x9C, 0x58, 0xC3];

    // sub rsp,16; sgdt [rsp]; add rsp,16; ret
    private static readonly byte[] StoreTableBytes = [0x48, 0x83, 0xEC, 0x10, 0x0F, 0x01, 0x04, 0x24, 0x48, 0x83, 0xC4, 0x10, 0xC3];

    // mov rax,[rdi]; ret
    private static readonly byte[] LoadBytes = [0x48, 0x8B, 0x07, 0xC3];

    // mov [rdi],rsi; ret
    private static readonly byte[] StoreBytes = [0x48, 0x89, 0x37, 0xC3];

    // xor edi,edi; mov eax,231; syscall
    private static readonly byte[] ExitBytes = [0x31, 0xFF, 0xB8, 0xE7, 0x00, 0x00, 0x00, 0x0F, 0x05];

    private static readonly byte* Page = MakePage();

    public static readonly delegate* unmanaged<long, ulong, ulong, ulong, ulong, ulong, ulong, long> Call =
        (delegate* unmanaged<long, ulong, ulong, ulong, ulong, ulong, ulong, long>)Page;

    /// <summary>For calls that cannot block: the collector does not wait for a thread in one.</summary>
    public static readonly delegate* unmanaged[SuppressGCTransition]<long, ulong, ulong, ulong, ulong, ulong, ulong, long> QuickCall =
        (delegate* unmanaged[SuppressGCTransition]<long, ulong, ulong, ulong, ulong, ulong, ulong, long>)Page;

    public static readonly delegate* unmanaged[SuppressGCTransition]<int, int> In8 = (delegate* unmanaged[SuppressGCTransition]<int, int>)(Page + 64);
    public static readonly delegate* unmanaged[SuppressGCTransition]<int, int, void> Out8 = (delegate* unmanaged[SuppressGCTransition]<int, int, void>)(Page + 128);
    public static readonly delegate* unmanaged[SuppressGCTransition]<long> Trap = (delegate* unmanaged[SuppressGCTransition]<long>)(Page + 192);
    public static readonly delegate* unmanaged[SuppressGCTransition]<ulong> TimeStamp = (delegate* unmanaged[SuppressGCTransition]<ulong>)(Page + 256);
    public static readonly delegate* unmanaged[SuppressGCTransition]<void*, void> SignalReturn = (delegate* unmanaged[SuppressGCTransition]<void*, void>)(Page + 320);
    public static readonly delegate* unmanaged[SuppressGCTransition]<void> Halt = (delegate* unmanaged[SuppressGCTransition]<void>)(Page + 384);
    public static readonly delegate* unmanaged[SuppressGCTransition]<ulong> RaisePrivilege = (delegate* unmanaged[SuppressGCTransition]<ulong>)(Page + 448);
    public static readonly delegate* unmanaged[SuppressGCTransition]<void> StoreTable = (delegate* unmanaged[SuppressGCTransition]<void>)(Page + 512);

    /// <summary>Accesses from code that the runtime does not take for its own: a fault ends the process instead of throwing.</summary>
    public static readonly delegate* unmanaged[SuppressGCTransition]<ulong, ulong> Load = (delegate* unmanaged[SuppressGCTransition]<ulong, ulong>)(Page + 576);
    public static readonly delegate* unmanaged[SuppressGCTransition]<ulong, ulong, void> Store = (delegate* unmanaged[SuppressGCTransition]<ulong, ulong, void>)(Page + 640);

    /// <summary>Code that ends the process with status 0 and needs nothing of the runtime.</summary>
    public static readonly ulong ExitAddress = (ulong)(Page + 704);

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern byte* Map(void* address, nuint bytes, int protection, int flags, int file, long offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int Protect(void* address, nuint bytes, int protection);

    private static byte* MakePage()
    {
        const int ReadWrite = 3, ReadExecute = 5, PrivateAnonymous = 0x22;
        byte* page = Map(null, 4096, ReadWrite, PrivateAnonymous, -1, 0);
        byte[][] parts = [CallBytes, InBytes, OutBytes, TrapBytes, TimeStampBytes, SignalReturnBytes, HaltBytes, RaisePrivilegeBytes, StoreTableBytes, LoadBytes, StoreBytes, ExitBytes];
        for (int i = 0; i < parts.Length; i++)
            Marshal.Copy(parts[i], 0, (nint)(page + 64 * i), parts[i].Length);
        if (Protect(page, 4096, ReadExecute) != 0)
            throw new InvalidOperationException("the page of machine code could not be made executable");
        return page;
    }
}
