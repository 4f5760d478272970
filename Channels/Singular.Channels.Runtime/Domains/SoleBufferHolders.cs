namespace Singular.Channels.Runtime;

/// <summary>Tells the exchange heap of a process in which one domain alone has code that uses buffers, so that nobody has to be asked for.</summary>
internal sealed class SoleBufferHolders(BufferTable table) : BufferHolders
{
    protected override BufferHolder Find() => table;

    internal override int ByteLengthOf(long word) => table.ByteLengthOf(word);

    internal override long Move(long word) => table.Move(word);
}
