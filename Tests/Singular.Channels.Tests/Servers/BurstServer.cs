using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

/// <summary>Answers most calls at once and some later, after moments of work that differ.</summary>
/// <param name="seed">Of what differs.</param>
public sealed class BurstServer(int seed) : ILater
{
    private readonly Random _random = new(seed);
    private int _next;

    public ValueTask<int> Next()
    {
        if (_random.Next(4) == 0)
            Thread.SpinWait(_random.Next(2_000));
        int value = _next++;
        return _random.Next(16) == 0 ? Late(value) : new ValueTask<int>(value);
    }

    public ValueTask<Everything> Echo(Everything value, bool now) => new(value);

    public ValueTask<Result<string, Colour>> Text(int length) => new(new string('x', length));

    public void Release(int count) => _next = count;

    public int Waiting() => _next;

    private static async ValueTask<int> Late(int value)
    {
        await Task.Yield();
        return value;
    }
}
