using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Keeps nobody: who is handed to it is called at once, which its client's own call forbids.</summary>
internal sealed class SmallTower : ITower
{
    public Result<int, TowerError> Tell(IListener listener, int times)
    {
        try
        {
            return listener.Hear(times);
        }
        catch (ChannelProtocolException)
        {
            return TowerError.Refused;
        }
        finally
        {
            listener.Close();
        }
    }

    public Result<Done, TowerError> Keep(IListener listener)
    {
        listener.Close();
        return TowerError.Gone;
    }

    public Result<int, TowerError> Ring(int number) => TowerError.NobodyListens;

    public int Both(IListener first, string between, IListener second)
    {
        first.Close();
        second.Close();
        return between.Length;
    }

    public Result<IListener, TowerError> Lend() => TowerError.NobodyListens;

    public ValueTask<Result<int, TowerError>> TellLater(IListener listener, int number)
    {
        listener.Close();
        return new(Result<int, TowerError>.Ok(number));
    }
}
