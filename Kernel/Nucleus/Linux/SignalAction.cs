using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>struct kernel_sigaction of x86-64 Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalAction
{
    public const int Words = 4;

    public const ulong Default = 0, Ignore = 1;
    public const ulong OnStack = 0x0800_0000, Restart = 0x1000_0000, NoDefer = 0x4000_0000, ResetHand = 0x8000_0000, Restorer = 0x0400_0000;

    public ulong Handler, Flags, RestorerAddress, Mask;
}
