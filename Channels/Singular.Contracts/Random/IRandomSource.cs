using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A source of random bits.</summary>
[Contract("singular.random-source", 1, 0)]
public interface IRandomSource
{
    /// <summary>What the bits are good for; the same for as long as the source runs.</summary>
    [Repeatable]
    RandomQuality Quality();

    /// <summary>Fills a buffer with fresh bits, none of which was given before. Does not wait for long: see
    /// <see cref="RandomError.NotReady"/>.</summary>
    /// <param name="buffer">Takes the bits; at most 64 KiB. On a failure nothing of what is in it may be used.</param>
    Result<Done, RandomError> Fill(Span<byte> buffer);
}
