namespace Singular.Channels.Runtime;

internal sealed class PendingCall<T>(WireDecoder<T> decoder) : PendingCall
{
    private readonly TaskCompletionSource<T> _completion = new();

    internal ValueTask<T> Task => new(_completion.Task);

    internal override void Complete(ref WireReader reader, ClientChannel channel)
    {
        T value = decoder(ref reader, channel);
        reader.ReadEnd();
        _completion.TrySetResult(value);
    }

    internal override void Fail(Exception exception) => _completion.TrySetException(exception);
}
