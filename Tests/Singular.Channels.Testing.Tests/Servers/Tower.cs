using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Calls back as its contract says, but for one fault.</summary>
/// <param name="fault">What it does wrong.</param>
internal sealed class Tower(TowerFault fault) : ITower
{
    private readonly List<IListener> _forgotten = [];
    private readonly Dictionary<int, int> _answers = [];
    private IListener? _kept;
    private IListener? _before;

    public Result<int, TowerError> Tell(IListener listener, int times)
    {
        Result<int, TowerError> told = Ask(() => listener.Hear(times));
        End(listener);
        if (fault == TowerFault.EndsTwice)
            End(listener);
        return told;
    }

    public Result<Done, TowerError> Keep(IListener listener)
    {
        Replace(listener);
        if (fault == TowerFault.CallsAfterTheEndOnItsOwn)
            _ = CallLater(listener);
        return new Done();
    }

    public Result<int, TowerError> Ring(int number)
    {
        IListener? called = fault == TowerFault.CallsAnother ? _before ?? _kept : _kept;
        if (called is null)
            return TowerError.NobodyListens;
        if (fault == TowerFault.ForgetsToCall && _answers.TryGetValue(number, out int known))
            return known;
        Result<int, TowerError> heard = fault == TowerFault.LetsDeathsOut ? AskTheLiving(called, number) : fault == TowerFault.LetsRefusalsOut ? called.Hear(number) : Ask(() => called.Hear(number));
        if (heard.IsOk && fault == TowerFault.CallsTwice)
            heard = Ask(() => called.Hear(number));
        if (heard.IsOk && fault == TowerFault.CallsInAWrongState)
            Ask(() => called.Fill(new byte[3], "ab") + called.Hear(number));
        if (heard.IsOk)
            _answers[number] = heard.Value;
        return heard;
    }

    public int Both(IListener first, string between, IListener second)
    {
        End(first);
        Replace(second);
        return between.Length;
    }

    public Result<IListener, TowerError> Lend() => _kept is { } listener ? Result<IListener, TowerError>.Ok(listener) : TowerError.NobodyListens;

    public async ValueTask<Result<int, TowerError>> TellLater(IListener listener, int number)
    {
        // The call of the client is over then, so that this is no call back into it.
        await Task.Yield();
        try
        {
            int heard = await listener.HearLater(number);
            listener.Close();
            return heard;
        }
        catch (ChannelException)
        {
            return TowerError.Gone;
        }
    }

    private void Replace(IListener listener)
    {
        if (_kept is { } kept)
        {
            if (fault is TowerFault.KeepsForEver or TowerFault.CallsAnother)
                _forgotten.Add(kept);
            else
                End(kept);
            if (fault == TowerFault.CallsAfterTheEnd)
                Ask(() => kept.Hear(1));
        }
        _before ??= fault == TowerFault.CallsAnother ? listener : null;
        _kept = listener;
    }

    private static async Task CallLater(IListener listener)
    {
        await Task.Yield();
        End(listener);
        await Task.Yield();
        Ask(() => listener.Hear(1));
    }

    private static void End(IListener listener)
    {
        try
        {
            listener.Close();
        }
        catch (ChannelException)
        {
            // Who is gone needs not be told.
        }
    }

    private static Result<int, TowerError> Ask(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (ChannelProtocolException)
        {
            return TowerError.Refused;
        }
        catch (ChannelException)
        {
            return TowerError.Gone;
        }
    }

    private static Result<int, TowerError> AskTheLiving(IListener listener, int number)
    {
        try
        {
            return listener.Hear(number);
        }
        catch (ChannelProtocolException)
        {
            return TowerError.Refused;
        }
    }
}
