using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

/// <summary>Tells which of its lives this is.</summary>
/// <param name="life">This one.</param>
/// <param name="dies">It dies in every call.</param>
public sealed class AgainServer(int life, bool dies = false) : IAgain
{
    public ValueTask<int> Life() => dies ? throw new NastyException() : new(life);

    public ValueTask<int> LifeAnd(int number) => dies ? throw new NastyException() : new(life + number);
}
