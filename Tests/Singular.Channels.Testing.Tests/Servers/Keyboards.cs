using Singular.Channels.Runtime;
using Singular.Contracts;

namespace Singular.Channels.Testing.Tests.Servers;

public enum KeyboardFault
{
    None,

    /// <summary>Whoever waits is not told of a key.</summary>
    LosesWakeUps,

    /// <summary>Answers a wait before there is a key.</summary>
    WakesEarly,

    /// <summary>Gives the newest key first.</summary>
    GivesNewestFirst,
}

/// <summary>A keyboard whose keys the fixture presses.</summary>
public sealed class Keyboard(KeyboardFault fault) : IKeyboard
{
    private readonly List<KeyEvent> _keys = [];
    private TaskCompletionSource<int>? _waiter;

    public void Press(byte usage)
    {
        _keys.Add(new KeyEvent(usage, true, 'x', KeyModifiers.None));
        if (fault != KeyboardFault.LosesWakeUps)
            _waiter?.TrySetResult(_keys.Count);
        _waiter = null;
    }

    public Result<KeyEvent, KeyboardError> TryRead()
    {
        if (_keys.Count == 0)
            return KeyboardError.Empty;
        int place = fault == KeyboardFault.GivesNewestFirst ? _keys.Count - 1 : 0;
        KeyEvent key = _keys[place];
        _keys.RemoveAt(place);
        return key;
    }

    public ValueTask<int> WaitForKey()
    {
        if (_keys.Count > 0 || fault == KeyboardFault.WakesEarly)
            return ValueTask.FromResult(Math.Max(1, _keys.Count));
        _waiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_waiter.Task);
    }
}

/// <summary>A keyboard with a user at it.</summary>
public sealed class KeyboardFixture(KeyboardFault fault) : ContractFixture
{
    private Keyboard? _keyboard;
    private Keyboard? _model;
    private Domain? _domain;

    public override IReadOnlyList<Stimulus> Stimuli => [new("press A", () => Press(4)), new("press B", () => Press(5))];

    public override object Start(Domain domain)
    {
        _domain = domain;
        return _keyboard = new Keyboard(fault);
    }

    public override object StartModel() => _model = new Keyboard(KeyboardFault.None);

    private void Press(byte usage)
    {
        _domain!.TryRun(() => _keyboard!.Press(usage));
        _model!.Press(usage);
    }
}
