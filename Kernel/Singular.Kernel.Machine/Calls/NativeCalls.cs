using System.Runtime.InteropServices;

namespace Singular.Kernel.Machine;

/// <summary>The functions of <c>native/nucleus_calls.S</c>, linked into the program.</summary>
internal static partial class NativeCalls
{
    private const string Library = "singular_nucleus";

    /// <summary>A system call; a call that may block goes through the runtime's transition, so that a garbage collection can go
    /// on meanwhile.</summary>
    [LibraryImport(Library, EntryPoint = "singular_call")]
    internal static partial long Call(long number, long a0, long a1, long a2, long a3, long a4, long a5);

    /// <summary>The call that every message makes, with no more arguments than it has.</summary>
    [LibraryImport(Library, EntryPoint = "singular_futex_swap")]
    internal static partial long FutexSwap(nint wake, nint wait, uint expected, long nanoseconds);

    /// <summary>A system call without arguments that does not block, so it goes without the transition.</summary>
    [LibraryImport(Library, EntryPoint = "singular_call"), SuppressGCTransition]
    internal static partial long QuickCall(long number);

    [LibraryImport(Library, EntryPoint = "singular_trap_ring")]
    internal static partial int TrapRing();

    // Port instructions neither block nor switch, so they go without the transition.
    [LibraryImport(Library, EntryPoint = "singular_in8"), SuppressGCTransition]
    internal static partial uint In8(int port);

    [LibraryImport(Library, EntryPoint = "singular_in16"), SuppressGCTransition]
    internal static partial uint In16(int port);

    [LibraryImport(Library, EntryPoint = "singular_in32"), SuppressGCTransition]
    internal static partial uint In32(int port);

    [LibraryImport(Library, EntryPoint = "singular_out8"), SuppressGCTransition]
    internal static partial void Out8(int port, uint value);

    [LibraryImport(Library, EntryPoint = "singular_out16"), SuppressGCTransition]
    internal static partial void Out16(int port, uint value);

    [LibraryImport(Library, EntryPoint = "singular_out32"), SuppressGCTransition]
    internal static partial void Out32(int port, uint value);
}
