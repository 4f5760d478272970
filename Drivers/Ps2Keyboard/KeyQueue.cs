using Singular.Contracts;

namespace Singular.Drivers.Keyboards;

/// <summary>The key events that nobody has read yet. When it is full the newest are lost.</summary>
internal sealed class KeyQueue
{
    private const int Capacity = 256;

    private readonly KeyEvent[] _ring = new KeyEvent[Capacity];
    private int _first;

    public int Count { get; private set; }

    public void Enqueue(KeyEvent change)
    {
        if (Count == Capacity)
            return;
        _ring[(_first + Count) % Capacity] = change;
        Count++;
    }

    public bool TryDequeue(out KeyEvent change)
    {
        if (Count == 0)
        {
            change = default;
            return false;
        }

        change = _ring[_first];
        _first = (_first + 1) % Capacity;
        Count--;
        return true;
    }
}
