using System;
using Singular.Channels;

namespace Corpus;

public ref struct Cursor(Span<byte> data)
{
    private readonly Span<byte> _data = data;
    private int _at;

    public byte Next() => _data[_at++];
}

public ref struct Inner
{
    public Span<byte> Data;
}

public ref struct Outer
{
    public Inner Inner;
}

public sealed class Pins(IDisk disk)
{
    public void Good_SpanInsideUsing()
    {
        using var buffer = Owned<byte>.Allocate(512);
        using (var pin = buffer.Pin())
        {
            Span<byte> data = pin.Span;
            data[0] = 1;
            disk.Fill(data.Slice(1));
        }

        disk.Write(0, buffer);
    }

    public void Good_CopiedIntoCallersSpan(Span<byte> target)
    {
        using var buffer = disk.Read(0);
        using (var pin = buffer.Pin())
            pin.Span.Slice(0, target.Length).CopyTo(target);
        disk.Fill(target);
    }

    public void Good_CopiedFromCallersSpan(ReadOnlySpan<byte> source)
    {
        using var buffer = Owned<byte>.Allocate(source.Length);
        using (var pin = buffer.Pin())
            source.CopyTo(pin.Span);
        disk.Write(source.Length, buffer);
    }

    public int Good_TwoPins()
    {
        using var buffer = Owned<byte>.Allocate(8);
        using var first = buffer.Pin();
        using var second = buffer.Pin();
        return first.Span[0] + second.Span[1];
    }

    public byte Good_RefStructOverSpan()
    {
        using var buffer = disk.Read(0);
        using var pin = buffer.Pin();
        var cursor = new Cursor(pin.Span);
        return (byte)(cursor.Next() + cursor.Next());
    }

    public int Good_LoopOfPins(int count)
    {
        int sum = 0;
        using var buffer = disk.Read(0);
        for (int i = 0; i < count; i++)
        {
            using var pin = buffer.Pin();
            sum += pin.Span[i];
        }

        return sum;
    }

    public int Good_TryFinallyByHand()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        try
        {
            return pin.Span[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Good_ValueTakenOut()
    {
        using var buffer = disk.Read(0);
        int first;
        using (var pin = buffer.Pin())
            first = pin.Span[0];
        return first + disk.Size();
    }

    public int Bad_PinEnded_SpanAfter()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        try
        {
            Span<byte> data = pin.Span;
            pin.Dispose();
            return data[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_SliceAfter()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        try
        {
            ReadOnlySpan<byte> data = pin.Span.Slice(1);
            pin.Dispose();
            return data.Length > 2 ? data[2] : 0;
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_RefAfter()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        try
        {
            ref byte first = ref pin.Span[0];
            pin.Dispose();
            return first;
        }
        finally
        {
            pin.Dispose();
        }
    }

    public byte Bad_PinEnded_RefStructAfter()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        try
        {
            var cursor = new Cursor(pin.Span);
            pin.Dispose();
            return cursor.Next();
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_OnOnePath(bool early)
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        try
        {
            Span<byte> data = pin.Span;
            if (early)
                pin.Dispose();
            return data[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_SpanOfEndedPin()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        pin.Dispose();
        return pin.Span.Length;
    }

    public void Bad_OwnedPinned_Moved()
    {
        using var buffer = disk.Read(0);
        using var pin = buffer.Pin();
        disk.Write(0, buffer);
    }

    public int Bad_OwnedPinned_Released()
    {
        var buffer = disk.Read(0);
        using var pin = buffer.Pin();
        buffer.Dispose();
        return 0;
    }

    public int Bad_OwnedPinned_and_PinLeak_NeverEnded()
    {
        using var buffer = disk.Read(0);
        return buffer.Pin().Span.Length;
    }

    public void Bad_PinLeak_ExceptionPath()
    {
        using var buffer = disk.Read(0);
        var pin = buffer.Pin();
        disk.Fill(pin.Span);
        pin.Dispose();
    }

    public void Bad_PinPlace_Copied()
    {
        using var buffer = disk.Read(0);
        using var pin = buffer.Pin();
        var other = pin;
        other.Dispose();
    }

    public int Bad_PinPlace_Parameter(Pinned<byte> pin) => pin.Span.Length;

    public int Bad_PinEnded_InsideStructInStruct(bool first)
    {
        using var buffer = disk.Read(0);
        scoped Outer outer = default;
        var pin = buffer.Pin();
        try
        {
            outer.Inner.Data = pin.Span;
            pin.Dispose();
            return outer.Inner.Data[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_ThroughOneOfTwoReferences(bool first)
    {
        using var buffer = disk.Read(0);
        scoped Span<byte> one = default, other = default;
        var pin = buffer.Pin();
        try
        {
            ref Span<byte> either = ref (first ? ref one : ref other);
            one = pin.Span;
            other = pin.Span;
            pin.Dispose();
            return either[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_StoredThroughOneOfTwoReferences(bool first)
    {
        using var buffer = disk.Read(0);
        scoped Span<byte> one = default, other = default;
        var pin = buffer.Pin();
        try
        {
            ref Span<byte> either = ref (first ? ref one : ref other);
            either = pin.Span;
            pin.Dispose();
            return other[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_OutOfOwnMethod(bool first)
    {
        using var buffer = disk.Read(0);
        
        var pin = buffer.Pin();
        try
        {
            Span<byte> same = Half(pin.Span);
            pin.Dispose();
            return same[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_PutIntoByOwnMethod(bool first)
    {
        using var buffer = disk.Read(0);
        scoped Span<byte> kept = default;
        var pin = buffer.Pin();
        try
        {
            Put(pin.Span, ref kept);
            pin.Dispose();
            return kept[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    public int Bad_PinEnded_EarlierPin(bool first)
    {
        using var buffer = disk.Read(0);
        
        var pin = buffer.Pin();
        try
        {
            Span<byte> early = pin.Span;
            pin.Dispose();
            pin = buffer.Pin();
            pin.Dispose();
            return early[0];
        }
        finally
        {
            pin.Dispose();
        }
    }

    private static Span<byte> Half(Span<byte> data) => data.Slice(data.Length / 2);

    private static void Put(Span<byte> data, ref Span<byte> into) => into = data;

    public int Good_ReferenceToOneOfTwo(bool first)
    {
        using var buffer = disk.Read(0);
        using var pin = buffer.Pin();
        Span<byte> one = pin.Span, other = pin.Span;
        ref Span<byte> either = ref (first ? ref one : ref other);
        either[0] = 1;
        return other[0];
    }
}
