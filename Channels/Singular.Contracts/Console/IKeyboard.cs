using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A keyboard.</summary>
[Contract("singular.keyboard", 1, 0)]
public interface IKeyboard
{
    /// <summary>Takes the oldest key event out of the queue; does not wait.</summary>
    Result<KeyEvent, KeyboardError> TryRead();

    /// <summary>Completes when <see cref="TryRead"/> has an event to give.</summary>
    /// <returns>The number of events that are waiting, at least 1.</returns>
    ValueTask<int> WaitForKey();
}
