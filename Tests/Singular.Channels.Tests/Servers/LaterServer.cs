using Singular.Channels.Runtime;
using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

/// <summary>Completes calls when told to. Its awaits must come back to its own domain; it notes when they did not.</summary>
public sealed class LaterServer : ILater
{
    private readonly Queue<TaskCompletionSource<int>> _waiting = new();
    private int _next;

    internal bool StrayedFromDomain { get; private set; }

    public async ValueTask<int> Next()
    {
        Domain mine = Domain.Current;
        var source = new TaskCompletionSource<int>();
        _waiting.Enqueue(source);
        int value = await source.Task;
        StrayedFromDomain |= !ReferenceEquals(mine, Domain.Current);
        return value;
    }

    public async ValueTask<Everything> Echo(Everything value, bool now)
    {
        Domain mine = Domain.Current;
        if (!now)
            await Task.Delay(2);
        StrayedFromDomain |= !ReferenceEquals(mine, Domain.Current);
        return value;
    }

    public async ValueTask<Result<string, Colour>> Text(int length)
    {
        await Task.Yield();
        return length < 0 ? Colour.Black : new string('x', length);
    }

    public void Release(int count)
    {
        while (count-- > 0 && _waiting.TryDequeue(out var source))
            source.SetResult(_next++);
    }

    public int Waiting() => _waiting.Count;
}
