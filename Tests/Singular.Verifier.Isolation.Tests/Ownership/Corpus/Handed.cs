using System;
using System.Threading.Tasks;
using Singular.Channels;

namespace Corpus;

/// <summary>Endpoints that clients hand over with a call.</summary>
public sealed class Handed(IRegistry other) : IRegistry
{
    private IStream? _kept;

    public void Good_Kept(IStream stream) => _kept = stream;

    public int Good_UsedAndEnded(IStream stream)
    {
        try
        {
            return stream.Read([1]);
        }
        finally
        {
            stream.Close();
        }
    }

    public void Good_Replaced(IStream stream)
    {
        IStream? before = _kept;
        _kept = stream;
        before?.Close();
    }

    public Result<IStream, Fault> Good_GivenOut(IStream stream) => Result<IStream, Fault>.Ok(stream);

    public async ValueTask<int> Good_AwaitedAndEnded(IStream stream)
    {
        try
        {
            return await stream.ReadLater();
        }
        finally
        {
            stream.Close();
        }
    }

    public async ValueTask<int> Good_KeptAndAwaited(IStream stream)
    {
        _kept = stream;
        await Task.Yield();
        return await stream.ReadLater();
    }

    public void Good_LentOnAndEnded(IStream stream) => other.Good_Kept(stream);

    public void Bad_EndpointDropped_Unused(IStream stream)
    {
    }

    public int Bad_EndpointDropped_NotWhenItThrows(IStream stream)
    {
        int read = stream.Read([1]);
        stream.Close();
        return read;
    }

    public int Bad_EndpointDropped_OneOfTwo(IStream first, IStream second)
    {
        _kept = second;
        return 1;
    }

    public async ValueTask<int> Bad_EndpointDropped_AwaitedOnly(IStream stream) => await stream.ReadLater();

    public int Bad_EndpointEnded_UsedAfterItsEnd(IStream stream)
    {
        stream.Close();
        return stream.Read([1]);
    }

    public void Bad_EndpointEnded_KeptAfterItsEnd(IStream stream)
    {
        stream.Close();
        _kept = stream;
    }

    public void Bad_EndpointState_NotItsFirstState(IValve valve)
    {
        try
        {
            valve.Flow();
        }
        finally
        {
            valve.Close();
        }
    }

    /// <summary>A client's own object, and an endpoint that it has opened, handed over.</summary>
    public void Good_HandsOverItsOwn() => other.Good_Kept(new Own());

    public void Good_HandsOverWhatItOpened(IFiles files) => other.Good_Kept(files.Open("/a"));

    public void Bad_EndpointEnded_HandsOverWhatItEnded(IFiles files)
    {
        IStream stream = files.Open("/a");
        stream.Close();
        other.Good_Kept(stream);
    }

    private sealed class Own : IStream
    {
        public int Read(Span<byte> buffer) => 1;

        public ValueTask<int> ReadLater() => new(1);

        public void Close()
        {
        }
    }
}
