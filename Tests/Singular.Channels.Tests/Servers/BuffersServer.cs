using Singular.Channels.Runtime;
using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

/// <summary>Keeps buffers, changes them, makes new ones, and does what it may not.</summary>
/// <param name="inRelease">Run by <see cref="Release"/>, if there is one.</param>
public sealed class BuffersServer(Action? inRelease = null) : IBuffers
{
    private readonly OwnedQueue<byte> _kept = new();
    private Owned<byte> _given;
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
        using (first)
        using (second)
        {
            var sum = Owned<double>.Allocate(first.Length);
            using var a = first.Pin();
            using var b = second.Pin();
            using var result = sum.Pin();
            for (int i = 0; i < result.Span.Length; i++)
                result.Span[i] = a.Span[i] + b.Span[i];
            return sum;
        }
    }

    public async ValueTask<Owned<byte>> Later(Owned<byte> buffer, bool now)
    {
        if (!now)
            await Wait();
        using (var pin = buffer.Pin())
            pin.Span.Reverse();
        return buffer;
    }

    public async ValueTask<Result<Owned<byte>, Colour>> TryLater(int length)
    {
        await Wait();
        if (length < 0)
            return Colour.Red;
        return Owned<byte>.Allocate(length);
    }

    public void Release(int count)
    {
        inRelease?.Invoke();
        while (count-- > 0 && _waiting.TryDequeue(out TaskCompletionSource? source))
            source.SetResult();
    }

    public int Copy(Owned<byte> buffer, ReadOnlySpan<byte> source, Colour colour)
    {
        using (buffer)
        {
            using var pin = buffer.Pin();
            source.CopyTo(pin.Span);
            return pin.Span.Length;
        }
    }

    public Owned<byte> Trouble(string what, Owned<byte> buffer)
    {
        switch (what)
        {
            case "throw":
                throw new NastyException();
            case "condemn":
                Domain.Current.Condemn("AccessOutsideGrant", "a test");
                return buffer;
            case "default":
                return default;
            case "stale":
                buffer.Dispose();
                return buffer;
            case "twice":
                // The copy that it kept is stale once this has gone back.
                _given = buffer;
                return buffer;
            case "again":
                return _given;
            case "pinned":
                _ = buffer.Pin();
                return buffer;
            default:
                return buffer;
        }
    }

    public int Kept() => _kept.Count;

    private Task Wait()
    {
        var source = new TaskCompletionSource();
        _waiting.Enqueue(source);
        return source.Task;
    }
}
