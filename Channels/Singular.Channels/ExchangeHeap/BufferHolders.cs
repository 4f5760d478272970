using System.Runtime.CompilerServices;

namespace Singular.Channels;

/// <summary>Says whose code the present thread runs. A program has one, from <c>Singular.Channels.Runtime</c>.</summary>
internal abstract class BufferHolders
{
    // The one static field of this assembly that is ever assigned: before the first domain runs, by the system.
    private static BufferHolders? s_installed;

    /// <summary>That of the program.</summary>
    /// <exception cref="ExchangeHeapException">The program has no exchange heap.</exception>
    internal static BufferHolders Installed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_installed is { } holders ? holders : throw NoHeap();
    }

    /// <summary>The buffers of the domain whose code runs.</summary>
    /// <exception cref="ExchangeHeapException">The program has no exchange heap.</exception>
    internal static BufferHolder Current => Installed.Find();

    internal static void Install(BufferHolders holders) => s_installed = holders;

    protected abstract BufferHolder Find();

    /// <summary><see cref="BufferHolder.ByteLengthOf"/> of the present domain, in one step.</summary>
    internal abstract int ByteLengthOf(long word);

    /// <summary><see cref="BufferHolder.Move"/> in the present domain, in one step.</summary>
    internal abstract long Move(long word);

    private static ExchangeHeapException NoHeap() =>
        new("This program has no exchange heap: no domain has been made in it. A test makes one, or uses Singular.Channels.Testing.");
}
