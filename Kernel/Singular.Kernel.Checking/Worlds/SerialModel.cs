using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>What a serial device has to give.</summary>
/// <param name="onLine">How many bytes have left it.</param>
/// <param name="left">Those that had left it before this life of the driver.</param>
internal sealed class SerialModel(Func<int> onLine, IEnumerable<byte> left) : ICharacterDevice, IModelJudge
{
    /// <summary>The least that a driver may hold before it stops the line: RTS is for a rare case.</summary>
    internal const int LeastQueue = 1_024;

    private TaskCompletionSource<int>? _inputWaiter;
    private TaskCompletionSource<int>? _roomWaiter;

    internal List<byte> Taken { get; } = [.. left];

    internal Queue<byte> Waiting { get; } = new();

    private int Outstanding => Taken.Count - onLine();

    public int Write(ReadOnlySpan<byte> data)
    {
        Taken.AddRange(data);
        return data.Length;
    }

    public int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, Waiting.Count);
        for (int i = 0; i < count; i++)
            buffer[i] = Waiting.Dequeue();
        return count;
    }

    public ValueTask<int> WaitForInput()
    {
        if (Waiting.Count > 0)
            return ValueTask.FromResult(Waiting.Count);
        _inputWaiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_inputWaiter.Task);
    }

    /// <summary>Room there is at the latest when nothing is held any more; how much a driver holds is its own matter.</summary>
    public ValueTask<int> WaitForRoom()
    {
        if (Outstanding == 0)
            return ValueTask.FromResult(1);
        _roomWaiter ??= new TaskCompletionSource<int>();
        return new ValueTask<int>(_roomWaiter.Task);
    }

    public bool Accepts(ModelComparison comparison)
    {
        switch (comparison.Member.Method.Name, comparison.Actual.Value)
        {
            case (nameof(Write), int taken):
                byte[] data = (byte[])comparison.ModelArguments[0]!;
                int before = Outstanding - data.Length;
                Taken.RemoveRange(Taken.Count - (data.Length - Math.Max(0, Math.Min(taken, data.Length))), data.Length - Math.Max(0, Math.Min(taken, data.Length)));
                return taken >= 0 && taken < data.Length && taken >= LeastQueue - before;
            case (nameof(Read), int given):
                return comparison.Expected.Value is int most && GivesPart((byte[])comparison.Arguments[0]!, (byte[])comparison.ModelArguments[0]!, given, most);
            case (nameof(WaitForInput), int waiting):
                return comparison.Expected.Kind == OutcomeKind.Returned && waiting >= 1 && waiting <= Math.Max(1, Waiting.Count + 1);
            default:
                return comparison.Actual.Value is int and >= 1;
        }
    }

    internal void Come(byte value) => Waiting.Enqueue(value);

    internal void Announce()
    {
        if (Waiting.Count == 0)
            return;
        _inputWaiter?.TrySetResult(Waiting.Count);
        _inputWaiter = null;
    }

    internal void AnnounceRoom()
    {
        if (Outstanding > 0)
            return;
        _roomWaiter?.TrySetResult(1);
        _roomWaiter = null;
    }

    /// <summary>Part of what waits may still be in the chip; what was not given goes back to the front.</summary>
    private bool GivesPart(byte[] actual, byte[] expected, int given, int most)
    {
        bool isEnough = given == most || (given >= LeastQueue && given < most);
        if (!isEnough || !actual.AsSpan(0, given).SequenceEqual(expected.AsSpan(0, given)))
            return false;
        byte[] later = [.. expected[given..most], .. Waiting];
        Waiting.Clear();
        foreach (byte value in later)
            Waiting.Enqueue(value);
        return true;
    }
}
