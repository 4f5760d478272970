using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A device that carries a stream of bytes each way, such as a serial line.</summary>
[Contract("singular.character-device", 1, 0)]
public interface ICharacterDevice
{
    /// <summary>Takes over as many bytes as there is room for and sends them in order.</summary>
    /// <returns>How many of <paramref name="data"/>, from its start, were taken: 0 when the queue is full.</returns>
    int Write(ReadOnlySpan<byte> data);

    /// <summary>Moves received bytes, oldest first, to <paramref name="buffer"/>; does not wait.</summary>
    /// <returns>How many bytes were written to <paramref name="buffer"/>: 0 when nothing has come in.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Completes when <see cref="Read"/> has something to give.</summary>
    /// <returns>The number of bytes that are waiting, at least 1.</returns>
    ValueTask<int> WaitForInput();

    /// <summary>Completes when <see cref="Write"/> has room again.</summary>
    /// <returns>The number of bytes that would be taken now, at least 1.</returns>
    ValueTask<int> WaitForRoom();
}
