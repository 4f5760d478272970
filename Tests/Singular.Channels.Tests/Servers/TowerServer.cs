using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

/// <summary>Calls back as its contract says, and hands what went wrong on as an error.</summary>
public sealed class TowerServer : ITower
{
    /// <summary>What it keeps; tests call it from the server's own work, too.</summary>
    public IListener? Kept { get; private set; }

    /// <summary>What the last refused call was told.</summary>
    public ChannelException? Refusal { get; private set; }

    /// <summary>Runs at the beginning of each call.</summary>
    public Action? Before { get; set; }

    public Result<int, TowerError> Tell(IListener listener, int times)
    {
        Before?.Invoke();
        return Asked(() =>
        {
            try
            {
                int sum = 0;
                for (int i = 1; i <= times; i++)
                    sum += listener.Hear(i);
                return sum;
            }
            finally
            {
                listener.Close();
            }
        });
    }

    public Result<Done, TowerError> Keep(IListener listener)
    {
        Before?.Invoke();
        Kept?.Close();
        Kept = listener;
        return new Done();
    }

    public Result<int, TowerError> Ring(int number)
    {
        Before?.Invoke();
        return Kept is { } listener ? Asked(() => listener.Hear(number)) : TowerError.NobodyListens;
    }

    public int Both(IListener first, string between, IListener second)
    {
        int heard = 10 * first.Hear(between.Length) + second.Hear(2);
        first.Close();
        Kept = second;
        return heard;
    }

    public Result<IListener, TowerError> Lend() => Kept is { } listener ? Result<IListener, TowerError>.Ok(listener) : TowerError.NobodyListens;

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
        catch (ChannelException e)
        {
            Refusal = e;
            return TowerError.Refused;
        }
    }

    private Result<int, TowerError> Asked(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (ChannelProtocolException e)
        {
            Refusal = e;
            return TowerError.Refused;
        }
        catch (ChannelException e)
        {
            Refusal = e;
            return TowerError.Gone;
        }
    }
}
