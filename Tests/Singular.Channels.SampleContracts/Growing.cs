namespace Singular.Channels.Samples;

/// <summary>A contract that has grown twice; <c>Tests/Singular.Channels.Tests/Versions</c> has its earlier versions.</summary>
[Contract("sample.growing", 1, 2)]
[Protocol("Idle", "Busy")]
public interface IGrowing
{
    int Get(int value);

    [When("Idle", Then = "Busy")]
    void Start();

    [When("Busy", Then = "Idle")]
    void Stop();

    IGrowingItem Open();

    [Since(1)]
    int Twice(int value);

    [Since(1)]
    [When("Busy", Then = "Idle")]
    Result<Done, Colour> StopNow();

    [Since(2)]
    ValueTask<int> Later(int value);

    [Since(2)]
    int Weigh(Owned<byte> load);
}

/// <summary>An endpoint that has grown.</summary>
[Contract("sample.growing-item", 1, 1)]
public interface IGrowingItem
{
    int Size();

    [Since(1)]
    int Weight();

    [Ends]
    void Close();
}
