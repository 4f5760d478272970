namespace Singular.Channels.Runtime;

/// <summary>Tells the exchange heap whose code runs.</summary>
internal sealed class DomainBufferHolder : BufferHolder
{
    protected override BufferTable Find() => Domain.Current.Buffers;
}
