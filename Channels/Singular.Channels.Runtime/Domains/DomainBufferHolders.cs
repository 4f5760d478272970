namespace Singular.Channels.Runtime;

/// <summary>Tells the exchange heap whose code runs.</summary>
internal sealed class DomainBufferHolders : BufferHolders
{
    protected override BufferHolder Find() => Domain.Current.Buffers;
}
