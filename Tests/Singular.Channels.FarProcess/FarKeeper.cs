using Singular.Channels.Samples;

namespace Singular.Channels.FarProcess;

/// <summary>Keeps buffers in a process that is killed when nobody expects it.</summary>
public sealed class FarKeeper : IBuffers
{
    private readonly OwnedQueue<byte> _kept = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();

    public int Keep(Owned<byte> buffer)
    {
        int length = buffer.Length;
        _kept.Enqueue(buffer);
        return length;
    }

    public Result<Owned<byte>, Colour> Take() => _kept.TryDequeue(out Owned<byte> buffer) ? buffer : Colour.Black;

    public Owned<int> Add(Owned<int> buffer, int number)
    {
        using (var pin = buffer.Pin())
        {
            foreach (ref int element in pin.Span)
                element += number;
        }
        return buffer;
    }

    public Owned<double> Sum(Owned<double> first, Owned<double> second, string comment)
    {
        first.Dispose();
        return second;
    }

    public async ValueTask<Owned<byte>> Later(Owned<byte> buffer, bool now)
    {
        if (!now)
        {
            var source = new TaskCompletionSource();
            _waiting.Enqueue(source);
            await source.Task;
        }
        return buffer;
    }

    /// <summary>A new buffer, all bytes of which are 1.</summary>
    public ValueTask<Result<Owned<byte>, Colour>> TryLater(int length)
    {
        var buffer = Owned<byte>.Allocate(length);
        using (var pin = buffer.Pin())
            pin.Span.Fill(1);
        return new ValueTask<Result<Owned<byte>, Colour>>(buffer);
    }

    public void Release(int count)
    {
        while (count-- > 0 && _waiting.TryDequeue(out TaskCompletionSource? source))
            source.SetResult();
    }

    public int Copy(Owned<byte> buffer, ReadOnlySpan<byte> source, Colour colour)
    {
        buffer.Dispose();
        return source.Length;
    }

    public Owned<byte> Trouble(string what, Owned<byte> buffer) => buffer;

    public int Kept() => _kept.Count;
}
