using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Tells the exchange heap whose code runs.</summary>
internal sealed class DomainBufferHolders : BufferHolders
{
    protected override BufferHolder Find() => Kept is { } table ? table : FindAndKeep();

    internal override int ByteLengthOf(long word) => Kept is { } table ? table.ByteLengthOf(word) : FindAndKeep().ByteLengthOf(word);

    internal override long Move(long word) => Kept is { } table ? table.Move(word) : FindAndKeep().Move(word);

    /// <summary>The present domain's, if it is the one in which the thread used buffers last.</summary>
    private static BufferTable? Kept
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CallContext.Present is { } context && context.HolderId == context.DomainId ? context.Holder : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BufferTable FindAndKeep()
    {
        CallContext context = CallContext.Current;
        BufferTable found = Domain.Current.Buffers;
        context.Holder = found;
        context.HolderId = context.DomainId;
        return found;
    }
}
