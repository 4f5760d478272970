using System;
using System.Threading.Tasks;
using Singular.Channels;

namespace Corpus;

/// <summary>Own methods that give back the very buffer that they were handed, or another one.</summary>
public sealed class GivenBack(IDisk disk)
{
    private readonly OwnedSlot<byte> _slot = new();

    private int _passes;

    private Owned<byte> Filled(Owned<byte> buffer)
    {
        _passes++;
        return buffer;
    }

    private Owned<byte> Exchanged(Owned<byte> buffer)
    {
        disk.Write(0, buffer);
        return disk.Read(0);
    }

    private static Owned<byte> Second(Owned<byte> first, Owned<byte> second)
    {
        first.Dispose();
        return second;
    }

    private Result<Owned<byte>, int> Wrapped(Owned<byte> buffer) => Result<Owned<byte>, int>.Ok(Filled(buffer));

    private static async ValueTask<Owned<byte>> Later(Owned<byte> buffer)
    {
        try
        {
            await Task.Yield();
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return buffer;
    }

    private Owned<byte> ThroughSlot(Owned<byte> buffer) => _slot.Exchange(buffer);

    public Owned<byte> Bad_OwnedAfterMove_UsingAroundWhatIsGivenBack()
    {
        using var buffer = Owned<byte>.Allocate(512);
        return Filled(buffer);
    }

    public Owned<byte> Bad_OwnedAfterMove_UsingAndBackInAVariable()
    {
        using var buffer = Owned<byte>.Allocate(512);
        Owned<byte> back = Filled(buffer);
        return back;
    }

    public Owned<byte> Bad_OwnedAfterMove_DisposedUnderTheOldName()
    {
        var buffer = Owned<byte>.Allocate(512);
        Owned<byte> back = Filled(buffer);
        buffer.Dispose();
        return back;
    }

    public Owned<byte> Bad_OwnedAfterMove_GivenBackTwice()
    {
        using var buffer = Owned<byte>.Allocate(512);
        Owned<byte> back = Filled(buffer);
        return Filled(back);
    }

    public Owned<byte> Bad_OwnedAfterMove_TheOneOfTwoThatComesBack()
    {
        using var second = Owned<byte>.Allocate(512);
        return Second(Owned<byte>.Allocate(512), second);
    }

    public Owned<byte> Bad_OwnedAfterMove_InAResult()
    {
        using var buffer = Owned<byte>.Allocate(512);
        return Wrapped(buffer).Value;
    }

    public async ValueTask<Owned<byte>> Bad_OwnedAfterMove_InATask()
    {
        using var buffer = Owned<byte>.Allocate(512);
        return await Later(buffer);
    }

    public Owned<byte> Good_TheOneOfTwoThatDoesNotComeBack()
    {
        using var first = Owned<byte>.Allocate(512);
        return Second(first, Owned<byte>.Allocate(512));
    }

    public Owned<byte> Good_AnotherComesBack()
    {
        using var buffer = Owned<byte>.Allocate(512);
        return Exchanged(buffer);
    }

    public Owned<byte> Good_WithoutUsing() => Filled(Owned<byte>.Allocate(512));

    public void Good_BothUnderUsing()
    {
        using var buffer = Owned<byte>.Allocate(512);
        using Owned<byte> back = Filled(buffer);
        using var pin = back.Pin();
        pin.Span[0] = 1;
    }

    public void Good_HandedOnBeforeTheUsingEnds()
    {
        using var buffer = Owned<byte>.Allocate(512);
        disk.Write(0, Filled(buffer));
    }

    public Owned<byte> Good_ThroughASlot()
    {
        using var buffer = Owned<byte>.Allocate(512);
        return ThroughSlot(buffer);
    }
}
