namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call whose request is being written; a local variable of generated code.</summary>
public readonly struct AsyncCall<T, TDecoder>
    where TDecoder : struct, IWireDecoder<T>
{
    internal AsyncCall(PendingCall<T, TDecoder> pending) => Pending = pending;

    internal PendingCall<T, TDecoder> Pending { get; }
}
