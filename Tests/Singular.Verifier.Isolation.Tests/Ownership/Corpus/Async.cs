using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;

namespace Corpus;

public sealed class Async(IDisk disk, IFiles files)
{
    private IStream? _kept;

    public async ValueTask Good_ReleasedBeforeAwait(ValueTask before)
    {
        using (var buffer = Owned<byte>.Allocate(8))
            disk.Size();
        await before;
    }

    public async ValueTask Good_MovedIntoTheCall() => await disk.WriteLater(0, Owned<byte>.Allocate(8));

    public async ValueTask<int> Good_AwaitedLast()
    {
        using var buffer = await disk.ReadLater(0);
        return buffer.Length;
    }

    public async ValueTask Good_UsingAcrossAwait(ValueTask task)
    {
        using var buffer = Owned<byte>.Allocate(8);
        await task;
        using (var pin = buffer.Pin())
            pin.Span.Fill(1);
        await task;
        disk.Write(0, buffer);
    }

    public async ValueTask Good_ReadAndWrite(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using var buffer = await disk.ReadLater(i);
            await disk.WriteLater(i + 1, buffer);
        }
    }

    public async ValueTask<int> Good_ResultAwaited()
    {
        var result = await disk.TryReadLater(0);
        if (!result.IsOk)
            return (int)result.Error;
        using var buffer = result.Value;
        await disk.WriteLater(1, Owned<byte>.Allocate(buffer.Length));
        return buffer.Length;
    }

    public async ValueTask<Owned<byte>> Good_Returned(ValueTask task)
    {
        await task;
        return await disk.ReadLater(1);
    }

    public ValueTask<Owned<byte>> Good_TaskHandedOn() => disk.ReadLater(1);

    public async ValueTask<Owned<byte>> Good_CaughtAcrossAwait(ValueTask task)
    {
        var buffer = Owned<byte>.Allocate(8);
        try
        {
            await task;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return buffer;
    }

    public async ValueTask Good_ParameterTaken(Owned<byte> data, ValueTask task)
    {
        using var mine = data;
        await task;
        disk.Write(0, mine);
    }

    public async ValueTask<int> Good_EndpointAcrossAwait()
    {
        IStream stream = files.Open("/a");
        try
        {
            return await stream.ReadLater() + await stream.ReadLater();
        }
        finally
        {
            stream.Close();
        }
    }

    public async ValueTask<int> Good_EndpointOfAwaitedResult()
    {
        var opened = await files.TryOpenLater("/a");
        if (!opened.IsOk)
            return 0;
        IStream stream = opened.Value;
        try
        {
            return await stream.ReadLater();
        }
        finally
        {
            stream.Close();
        }
    }

    public async ValueTask Good_KeptAfterAwait()
    {
        var opened = await files.TryOpenLater("/a");
        if (opened.IsOk)
            _kept = opened.Value;
    }

    public async ValueTask<int> Good_AwaitInFinally(ValueTask task)
    {
        using var buffer = Owned<byte>.Allocate(8);
        try
        {
            return buffer.Length + disk.Size() + (_kept is null ? 1 : 0);
        }
        finally
        {
            await task;
        }
    }

    public async ValueTask Bad_OwnedLeak_AwaitThrows(ValueTask task)
    {
        var buffer = Owned<byte>.Allocate(8);
        await task;
        disk.Write(0, buffer);
    }

    public async ValueTask Bad_OwnedLeak_ForgottenAfterAwait(ValueTask task)
    {
        var buffer = Owned<byte>.Allocate(8);
        try
        {
            await task;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        _ = buffer.Length;
    }

    public async ValueTask Bad_OwnedAfterMove_AcrossAwait(ValueTask task)
    {
        using var buffer = Owned<byte>.Allocate(8);
        disk.Write(0, buffer);
        await task;
        disk.Write(1, buffer);
    }

    public async ValueTask Bad_OwnedAfterMove_InAwaitedLoop(int count)
    {
        using var buffer = Owned<byte>.Allocate(8);
        for (int i = 0; i < count; i++)
            await disk.WriteLater(i, buffer);
    }

    public void Bad_OwnedOverwritten_TaskDropped() => _ = disk.ReadLater(0);

    public async ValueTask<int> Bad_EndpointDropped_AwaitThrows()
    {
        IStream stream = files.Open("/a");
        int read = await stream.ReadLater();
        stream.Close();
        return read;
    }

    public async ValueTask Bad_EndpointEnded_AcrossAwait()
    {
        IStream stream = files.Open("/a");
        stream.Close();
        await Task.CompletedTask;
        stream.Read([1]);
    }

    public IEnumerable<bool> Bad_OwnedAcrossYield_and_OwnedReference_Local()
    {
        var buffer = default(Owned<byte>);
        yield return true;
        yield return buffer.IsEmpty;
    }
}
