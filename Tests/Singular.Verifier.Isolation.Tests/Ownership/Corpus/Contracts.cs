using System;
using System.Threading.Tasks;
using Singular.Channels;

namespace Corpus;

public enum Fault
{
    Failed,
}

[Contract("corpus.disk", 1, 0)]
public interface IDisk
{
    int Size();

    void Write(long at, Owned<byte> data);

    Result<Done, Fault> TryWrite(long at, Owned<byte> data);

    Owned<byte> Read(long at);

    Result<Owned<byte>, Fault> TryRead(long at);

    ValueTask<Owned<byte>> ReadLater(long at);

    ValueTask<Result<Owned<byte>, Fault>> TryReadLater(long at);

    ValueTask WriteLater(long at, Owned<byte> data);

    void Fill(Span<byte> data);
}

[Contract("corpus.files", 1, 0)]
public interface IFiles
{
    IStream Open(string path);

    Result<IStream, Fault> TryOpen(string path);

    ValueTask<Result<IStream, Fault>> TryOpenLater(string path);

    IValve Valve();

    Result<IValve, Fault> TryValve();
}

/// <summary>An endpoint without states.</summary>
[Contract("corpus.stream", 1, 0)]
public interface IStream
{
    int Read(Span<byte> buffer);

    ValueTask<int> ReadLater();

    [Ends]
    void Close();
}

/// <summary>An endpoint with states.</summary>
[Contract("corpus.valve", 1, 0)]
[Protocol("Shut", "Open")]
public interface IValve
{
    [When("Shut", Then = "Open", ThenOnFailure = "Shut")]
    Result<Done, Fault> Open();

    [When("Shut", Then = "Open")]
    void ForceOpen();

    [When("Open", Then = "Shut")]
    void Shut();

    [When("Open")]
    int Flow();

    int Id();

    [When("Shut")]
    [Ends]
    void Close();
}

/// <summary>An endpoint that can be ended in each of its states.</summary>
[Contract("corpus.session", 1, 0)]
[Protocol("New", "Ready")]
public interface ISession
{
    [When("New", Then = "Ready")]
    void Start();

    [When("Ready")]
    int Ask();

    [Ends]
    void Close();
}

[Contract("corpus.host", 1, 0)]
public interface IHost
{
    ISession Session();
}

/// <summary>Who implements it is handed endpoints by its clients.</summary>
[Contract("corpus.registry", 1, 0)]
public interface IRegistry
{
    void Good_Kept(IStream stream);

    int Good_UsedAndEnded(IStream stream);

    void Good_Replaced(IStream stream);

    Result<IStream, Fault> Good_GivenOut(IStream stream);

    ValueTask<int> Good_AwaitedAndEnded(IStream stream);

    ValueTask<int> Good_KeptAndAwaited(IStream stream);

    void Good_LentOnAndEnded(IStream stream);

    void Bad_EndpointDropped_Unused(IStream stream);

    int Bad_EndpointDropped_NotWhenItThrows(IStream stream);

    int Bad_EndpointDropped_OneOfTwo(IStream first, IStream second);

    ValueTask<int> Bad_EndpointDropped_AwaitedOnly(IStream stream);

    int Bad_EndpointEnded_UsedAfterItsEnd(IStream stream);

    void Bad_EndpointEnded_KeptAfterItsEnd(IStream stream);

    void Bad_EndpointState_NotItsFirstState(IValve valve);
}
