namespace Singular.Channels.Samples;

/// <summary>Why a tower did not ring.</summary>
public enum TowerError
{
    /// <summary>It keeps nobody.</summary>
    NobodyListens,

    /// <summary>Who listens could not be called.</summary>
    Refused,

    /// <summary>Who listened is gone.</summary>
    Gone,
}

/// <summary>Calls back whom its clients hand over: in the same call, or from a later one.</summary>
[Contract("test.tower", 1, 0)]
[TimeLimit(20_000)]
public interface ITower
{
    /// <summary>Calls a listener before it returns, and ends it.</summary>
    Result<int, TowerError> Tell(IListener listener, int times);

    /// <summary>Keeps a listener instead of the one that it kept before, which it ends.</summary>
    Result<Done, TowerError> Keep(IListener listener);

    /// <summary>Calls the one that is kept.</summary>
    Result<int, TowerError> Ring(int number);

    /// <summary>Takes two at once and keeps the second.</summary>
    int Both(IListener first, string between, IListener second);

    /// <summary>Gives out the one that is kept.</summary>
    Result<IListener, TowerError> Lend();

    /// <summary>Calls a listener and waits for its task.</summary>
    ValueTask<Result<int, TowerError>> TellLater(IListener listener, int number);
}

/// <summary>Who is called back.</summary>
[Contract("test.listener", 1, 0)]
[Protocol("Open", "Full")]
[TimeLimit(20_000)]
public interface IListener
{
    [When("Open")]
    int Hear(int number);

    [When("Open")]
    ValueTask<int> HearLater(int number);

    /// <summary>Is handed one itself.</summary>
    [When("Open")]
    string Meet(IListener other);

    /// <summary>Fills bytes that the caller lends.</summary>
    [When("Open", Then = "Full")]
    int Fill(Span<byte> bytes, string text);

    [Ends]
    void Close();
}
