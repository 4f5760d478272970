using System.Runtime.InteropServices;

namespace Singular.Nucleus.Probe.Roles;

/// <summary>Forged rt_sigreturn frames (layout: x86-64 Linux; return address, ucontext, siginfo).</summary>
internal static unsafe class SignalFrame
{
    private const int Registers = 48, State = Registers + 23 * 8, Mask = 8 + 296;

    /// <summary>Returns to an address with selectors and flags of the attacker's choice. Must end the process.</summary>
    public static int ReturnWith(ulong address, ulong selectors, ulong flags, ulong state)
    {
        byte* frame = Make(address, selectors, flags, state);
        MachineCode.SignalReturn(frame + 8);
        return Role.Broken;
    }

    /// <summary>
    /// An extended state full of ones: every component, compacted form, reserved bits, an invalid MXCSR. The nucleus takes
    /// what is valid in it and goes on at a function that ends the process with 0.
    /// </summary>
    public static int ReturnWithBadState()
    {
        byte* state = (byte*)NativeMemory.AlignedAlloc(4096, 64);
        new Span<byte>(state, 4096).Fill(0xFF);
        byte* frame = Make(MachineCode.ExitAddress, 0x23, 0x202, (ulong)state);
        ulong* registers = (ulong*)(frame + Registers);
        registers[15] = ((ulong)NativeMemory.AlignedAlloc(65536, 64) + 60000 & ~63UL) - 8;
        MachineCode.SignalReturn(frame + 8);
        return Role.Broken;
    }

    private static byte* Make(ulong address, ulong selectors, ulong flags, ulong state)
    {
        byte* frame = (byte*)NativeMemory.AllocZeroed(1024);
        ulong* registers = (ulong*)(frame + Registers);
        registers[15] = (ulong)frame;
        registers[16] = address;
        registers[17] = flags;
        registers[18] = selectors;
        *(ulong*)(frame + State) = state;
        *(ulong*)(frame + Mask) = ulong.MaxValue;
        return frame;
    }
}
