using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Answers the numbers 1, 2, 3, … now or when it is told to; out of turn where it is wrong.</summary>
public sealed class LateServer(bool isOutOfTurn) : ILater
{
    private readonly List<TaskCompletionSource<int>> _waiting = [];
    private int _next;

    public ValueTask<int> Next()
    {
        var waiter = new TaskCompletionSource<int>();
        _waiting.Add(waiter);
        return new ValueTask<int>(waiter.Task);
    }

    public ValueTask<Everything> Echo(Everything value, bool now) => ValueTask.FromResult(value);

    public ValueTask<Result<string, Colour>> Text(int length) =>
        ValueTask.FromResult<Result<string, Colour>>(length is < 0 or > 1_000 ? Colour.Red : new string('t', length));

    public void Release(int count)
    {
        for (; count > 0 && _waiting.Count > 0; count--)
        {
            int place = isOutOfTurn ? _waiting.Count - 1 : 0;
            TaskCompletionSource<int> waiter = _waiting[place];
            _waiting.RemoveAt(place);
            waiter.SetResult(++_next);
        }
    }

    public int Waiting() => _waiting.Count;
}
