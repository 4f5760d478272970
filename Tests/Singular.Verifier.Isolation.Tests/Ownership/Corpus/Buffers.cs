using System;
using Singular.Channels;

namespace Corpus;

public sealed class Buffers(IDisk disk)
{
    private readonly OwnedSlot<byte> _slot = new();
    private readonly OwnedQueue<byte> _queue = new();

    public void Good_UsingAroundCalls()
    {
        using var buffer = Owned<byte>.Allocate(512);
        using (var pin = buffer.Pin())
            pin.Span.Fill(7);
        disk.Write(0, buffer);
    }

    public void Good_MovedAtOnce() => disk.Write(0, Owned<byte>.Allocate(512));

    public void Good_MovedBeforeAnythingThrows()
    {
        var buffer = Owned<byte>.Allocate(512);
        disk.Write(0, buffer);
    }

    public int Good_LengthOfHeld()
    {
        using var buffer = disk.Read(0);
        return buffer.Length;
    }

    public Owned<byte> Good_Returned() => disk.Read(1);

    public Owned<byte> Good_ReturnedOnSuccessOnly(int n)
    {
        var buffer = Owned<byte>.Allocate(n);
        try
        {
            using var pin = buffer.Pin();
            disk.Fill(pin.Span);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return buffer;
    }

    public void Good_MovedOnOneBranch(bool write)
    {
        using var buffer = Owned<byte>.Allocate(16);
        if (write)
            disk.Write(0, buffer);
        else
            disk.Size();
    }

    public void Good_ParameterTakenWithUsing(Owned<byte> buffer)
    {
        using var mine = buffer;
        disk.Size();
        disk.Write(0, mine);
    }

    public int Good_UsingStatementOverParameter(Owned<byte> buffer)
    {
        using (buffer)
            return buffer.Length + disk.Size();
    }

    public int Good_ResultTested()
    {
        var result = disk.TryRead(0);
        if (!result.IsOk)
            return (int)result.Error;
        using var buffer = result.Value;
        return buffer.Length;
    }

    public Result<int, Fault> Good_ResultHandedOn()
    {
        var result = disk.TryRead(0);
        if (!result.IsOk)
            return result.Error;
        using var buffer = result.Value;
        return buffer.Length + disk.Size();
    }

    public Result<Owned<byte>, Fault> Good_ResultReturned() => disk.TryRead(3);

    public Result<Owned<byte>, Fault> Good_WrappedResult(int n)
    {
        if (n > 4)
            return Fault.Failed;
        return Result<Owned<byte>, Fault>.Ok(Owned<byte>.Allocate(n));
    }

    public Result<Owned<byte>, Fault> Good_ConvertedResult(int n) => n > 4 ? Fault.Failed : Owned<byte>.Allocate(n);

    public void Good_ValueWithoutTest()
    {
        using var buffer = disk.TryRead(0).Value;
        disk.Size();
    }

    public int Good_PatternOnResult()
    {
        if (disk.TryRead(0) is { IsOk: true, Value: var buffer })
        {
            using (buffer)
                return buffer.Length;
        }

        return 0;
    }

    public void Good_IntoSlot()
    {
        var buffer = Owned<byte>.Allocate(8);
        _slot.Exchange(buffer).Dispose();
    }

    public void Good_OutOfSlot()
    {
        using var buffer = _slot.Take();
        if (!buffer.IsEmpty)
            disk.Write(0, buffer);
    }

    public void Good_QueueRoundTrip()
    {
        _queue.Enqueue(Owned<byte>.Allocate(8));
        while (_queue.TryDequeue(out var next))
            disk.Write(0, next);
    }

    public void Good_ConditionOfTwoParts(bool wanted)
    {
        if (wanted && _queue.TryDequeue(out var buffer))
            disk.Write(0, buffer);
    }

    public void Good_EitherOfTwo(Owned<byte> first, bool swap)
    {
        using var mine = first;
        using var other = _slot.Take();
        if (swap && !other.IsEmpty || disk.Size() == 3)
            disk.Write(0, mine);
    }

    public int Good_DequeuedAndUsed()
    {
        if (!_queue.TryDequeue(out var buffer))
            return 0;
        using (buffer)
            return buffer.Length + disk.Size();
    }

    public void Good_Loop(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using var buffer = Owned<byte>.Allocate(i);
            if (i % 2 == 0)
                continue;
            disk.Write(i, buffer);
        }
    }

    public void Good_OwnMethodTakesIt()
    {
        var buffer = Owned<byte>.Allocate(8);
        Sink(buffer);
    }

    private void Sink(Owned<byte> buffer) => disk.Write(0, buffer);

    public void Good_ChosenOnTwoPaths(bool fresh)
    {
        using var buffer = fresh ? Owned<byte>.Allocate(8) : disk.Read(0);
        disk.Write(1, buffer);
    }

    public void Good_DisposedTwice()
    {
        using var buffer = Owned<byte>.Allocate(8);
        buffer.Dispose();
        disk.Size();
    }

    public void Good_ReplacedAfterMove()
    {
        var buffer = Owned<byte>.Allocate(8);
        disk.Write(0, buffer);
        buffer = Owned<byte>.Allocate(9);
        disk.Write(1, buffer);
    }

    public void Good_TwoBuffers()
    {
        using var first = Owned<byte>.Allocate(8);
        using var second = Owned<byte>.Allocate(8);
        disk.Write(0, first);
        disk.Write(1, second);
    }

    public void Good_TryFinallyByHand()
    {
        Owned<byte> buffer = default;
        try
        {
            buffer = disk.Read(0);
            disk.Size();
        }
        finally
        {
            buffer.Dispose();
        }
    }

    public void Bad_OwnedLeak_CallBetween()
    {
        var buffer = Owned<byte>.Allocate(512);
        disk.Size();
        disk.Write(0, buffer);
    }

    public void Bad_OwnedLeak_NeverReleased()
    {
        var buffer = Owned<byte>.Allocate(512);
        _ = buffer.Length;
    }

    public void Bad_OwnedLeak_OneBranch(bool write)
    {
        var buffer = Owned<byte>.Allocate(512);
        if (write)
            disk.Write(0, buffer);
    }

    public void Bad_OwnedLeak_Parameter(Owned<byte> buffer, bool write)
    {
        if (write)
            disk.Write(0, buffer);
    }

    public int Bad_OwnedLeak_ResultNeverTaken()
    {
        var result = disk.TryRead(0);
        return result.IsOk ? 1 : 0;
    }

    public void Bad_OwnedLeak_FlagByReference()
    {
        var buffer = Owned<byte>.Allocate(4);
        bool write = true;
        ByValue.Clear(ref write);
        if (write)
            disk.Write(0, buffer);
    }

    public void Good_FilterThatLooksElsewhere(int n)
    {
        using var buffer = Owned<byte>.Allocate(4);
        try
        {
            disk.Size();
        }
        catch (InvalidOperationException) when (n > 3)
        {
            disk.Write(0, buffer);
        }
    }

    public void Bad_OwnershipUnclear_ReleasedInFilter()
    {
        using var buffer = Owned<byte>.Allocate(4);
        try
        {
            disk.Size();
        }
        catch (InvalidOperationException) when (ByValue.Sink(buffer))
        {
            disk.Size();
        }
    }

    public void Bad_OwnedLeak_CatchForgets()
    {
        var buffer = Owned<byte>.Allocate(512);
        try
        {
            disk.Size();
            disk.Write(0, buffer);
        }
        catch (InvalidOperationException)
        {
        }
    }

    public void Bad_OwnedLeak_ArgumentThrows() => Two(Owned<byte>.Allocate(4), disk.Size());

    private void Two(Owned<byte> buffer, int at) => disk.Write(at, buffer);

    public void Bad_OwnedAfterMove_MovedTwice()
    {
        using var buffer = Owned<byte>.Allocate(512);
        disk.Write(0, buffer);
        disk.Write(1, buffer);
    }

    public int Bad_OwnedAfterMove_LengthAfter()
    {
        using var buffer = Owned<byte>.Allocate(512);
        disk.Write(0, buffer);
        return buffer.Length;
    }

    public void Bad_OwnedAfterMove_PinnedAfterRelease()
    {
        var buffer = Owned<byte>.Allocate(512);
        buffer.Dispose();
        using var pin = buffer.Pin();
    }

    public void Bad_OwnedAfterMove_MaybeMoved(bool first)
    {
        using var buffer = Owned<byte>.Allocate(512);
        if (first)
            disk.Write(0, buffer);
        disk.Write(1, buffer);
    }

    public void Bad_OwnedAfterMove_InLoop(int count)
    {
        using var buffer = Owned<byte>.Allocate(512);
        for (int i = 0; i < count; i++)
            disk.Write(i, buffer);
    }

    public Owned<byte> Bad_OwnedAfterMove_ReturnedFromUsing()
    {
        using var buffer = Owned<byte>.Allocate(512);
        return buffer;
    }

    public void Bad_OwnedAfterMove_OtherName()
    {
        using var buffer = Owned<byte>.Allocate(512);
        var same = buffer;
        disk.Write(0, same);
        disk.Write(1, buffer);
    }

    public int Bad_OwnedAfterMove_RetriedAfterFailure()
    {
        using var buffer = Owned<byte>.Allocate(512);
        if (!disk.TryWrite(0, buffer).IsOk)
            return disk.TryWrite(0, buffer).IsOk ? 1 : 2;
        return 0;
    }

    public void Bad_OwnedAfterMove_ValueTwice()
    {
        var result = disk.TryRead(0);
        using var first = result.Value;
        using var second = result.Value;
    }

    public void Bad_OwnedMaybeNothing_SlotUntested()
    {
        using var buffer = _slot.Take();
        disk.Write(0, buffer);
    }

    public int Bad_OwnedMaybeNothing_WrongBranch()
    {
        using var buffer = _slot.Take();
        return buffer.IsEmpty ? buffer.Length : 0;
    }

    public void Bad_OwnedMaybeNothing_DequeueIgnored()
    {
        _queue.TryDequeue(out var buffer);
        using (buffer)
            disk.Write(0, buffer);
    }

    public void Bad_OwnedMaybeNothing_Default() => disk.Write(0, default);

    public void Bad_OwnedLeak_and_OwnedOverwritten_Assigned()
    {
        var buffer = Owned<byte>.Allocate(1);
        buffer = Owned<byte>.Allocate(2);
        disk.Write(0, buffer);
    }

    public void Bad_OwnedOverwritten_Assigned(Owned<byte> buffer, Owned<byte> other)
    {
        buffer = other;
        disk.Write(0, buffer);
    }

    public void Bad_OwnedOverwritten_ResultDropped() => disk.Read(0);

    public void Bad_OwnedLeak_and_OwnedOverwritten_InLoop(int count)
    {
        Owned<byte> buffer = default;
        for (int i = 0; i < count; i++)
            buffer = disk.Read(i);
        buffer.Dispose();
    }

    public void Bad_OwnedOverwritten_SlotGaveOne() => _slot.Exchange(Owned<byte>.Allocate(8));

    public void Bad_OwnedReference_PassedByRef()
    {
        using var buffer = Owned<byte>.Allocate(1);
        ByValue.Bad_OwnedReference_InParameter(in buffer);
    }

    public string Bad_OwnedReference_Boxed()
    {
        using var buffer = Owned<byte>.Allocate(1);
        return buffer.ToString()!;
    }
}

public static class ByValue
{
    internal static void Clear(ref bool flag) => flag = false;

    internal static bool Sink(Owned<byte> buffer)
    {
        buffer.Dispose();
        return true;
    }

    public static void Bad_OwnedReference_RefParameter(ref Owned<byte> buffer) => buffer.Dispose();

    internal static void Bad_OwnedReference_InParameter(in Owned<byte> buffer) => _ = buffer.IsEmpty;
}
