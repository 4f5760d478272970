using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>What a keyboard has to give for the keys that were pressed.</summary>
internal sealed class KeyboardModel : IKeyboard, IModelJudge
{
    private const KeyModifiers Locks = KeyModifiers.CapsLock | KeyModifiers.NumLock;

    private readonly Queue<KeyEvent> _events = new();
    private readonly List<Key> _held = [];
    private TaskCompletionSource<int>? _waiter;

    internal KeyModifiers Modifiers { get; private set; }

    public Result<KeyEvent, KeyboardError> TryRead() => _events.TryDequeue(out KeyEvent change) ? change : KeyboardError.Empty;

    public ValueTask<int> WaitForKey()
    {
        if (_events.Count > 0)
            return ValueTask.FromResult(_events.Count);
        _waiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_waiter.Task);
    }

    /// <summary>A wait may be answered with the first of several events.</summary>
    public bool Accepts(ModelComparison comparison) =>
        comparison.Member.IsAsync && _events.Count > 0 && comparison.Actual.Value is int count && count >= 1 && count <= _events.Count;

    internal void Press(Key key)
    {
        bool isRepetition = _held.Contains(key);
        if (!isRepetition)
        {
            _held.Add(key);
            Modifiers ^= key.Lock;
        }
        Modifiers |= key.Modifier;
        _events.Enqueue(new KeyEvent(key.Usage, true, key.Character(Modifiers), Modifiers));
    }

    internal void Release(Key key)
    {
        Modifiers &= ~key.Modifier;
        if (_held.Remove(key))
            _events.Enqueue(new KeyEvent(key.Usage, false, '\0', Modifiers));
    }

    /// <summary>Nobody knows any more which keys are held: all count as released, in the order of their numbers.</summary>
    internal void ReleaseAll()
    {
        foreach (Key key in _held.OrderBy(key => key.Usage).ToList())
            Release(key);
        Modifiers &= Locks;
    }

    internal void Announce()
    {
        if (_events.Count == 0)
            return;
        _waiter?.TrySetResult(_events.Count);
        _waiter = null;
    }
}
