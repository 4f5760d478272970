namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call between its request and its first answer; a local variable of generated code.</summary>
public sealed class AsyncCall<T>
{
    internal AsyncCall(WireDecoder<T> decoder)
    {
        Decoder = decoder;
        Pending = new PendingCall<T>(decoder);
    }

    internal WireDecoder<T> Decoder { get; }

    internal PendingCall<T> Pending { get; }
}
