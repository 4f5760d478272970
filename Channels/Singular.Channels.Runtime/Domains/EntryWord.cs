using System.Runtime.InteropServices;

namespace Singular.Channels.Runtime;

/// <summary>Owner and attention of a domain in one word, so that a call that meets nothing out of the ordinary takes the first and sees that the second
/// is 0 with one atomic operation.</summary>
/// <remarks>The whole and its halves are changed side by side, always with locked instructions, which the x86 puts in one order whatever
/// their width as long as they do not cross a cache line; the word is aligned.</remarks>
[StructLayout(LayoutKind.Explicit)]
internal struct EntryWord
{
    /// <summary>0: nobody is inside, and nothing is up.</summary>
    [FieldOffset(0)]
    internal long Whole;

    /// <summary><see cref="CallContext.Id"/> of the thread inside, 0 when there is none.</summary>
    [FieldOffset(0)]
    internal int Owner;

    /// <summary>Why a call cannot take the fast path; 0 when it can.</summary>
    [FieldOffset(4)]
    internal int Attention;
}
