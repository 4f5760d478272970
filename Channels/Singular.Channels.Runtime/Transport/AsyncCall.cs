namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call whose request is being written; a local variable of generated code.</summary>
public readonly struct AsyncCall<T>
{
    internal AsyncCall(PendingCall<T> pending) => Pending = pending;

    internal PendingCall<T> Pending { get; }
}
