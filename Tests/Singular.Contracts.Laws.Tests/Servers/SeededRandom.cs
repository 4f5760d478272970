using Singular.Channels;

namespace Singular.Contracts.Laws.Tests.Servers;

/// <summary>How a random source is wrong.</summary>
public enum RandomFault
{
    None,
    RepeatsItself,
    LeavesTheEnd,
    ChangesQuality,
}

/// <summary>A source for simulations, which says so.</summary>
public sealed class SeededRandom(RandomFault fault) : IRandomSource
{
    private Random _random = new(7);
    private bool _hasGiven;

    public RandomQuality Quality() => fault == RandomFault.ChangesQuality && _hasGiven ? RandomQuality.Generator : RandomQuality.Predictable;

    public Result<Done, RandomError> Fill(Span<byte> buffer)
    {
        if (fault == RandomFault.RepeatsItself)
            _random = new Random(7);
        _hasGiven = true;
        _random.NextBytes(fault == RandomFault.LeavesTheEnd ? buffer[..Math.Min(buffer.Length, 1_000)] : buffer);
        return new Done();
    }
}
