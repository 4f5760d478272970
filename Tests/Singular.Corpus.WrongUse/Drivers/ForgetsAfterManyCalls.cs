// static: nothing
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>Behaves otherwise after some calls; generated properties find it.</summary>
[Driver(Provides = typeof(IVault))]
public sealed class ForgetsAfterManyCalls : IVault
{
    private readonly OwnedSlot<byte>[] _places = [new(), new(), new(), new(), new(), new(), new(), new()];
    private int _calls;

    public Result<Done, VaultError> Put(int place, Owned<byte> data)
    {
        using Owned<byte> mine = data;
        if ((uint)place >= 8)
            return VaultError.OutOfRange;
        _places[place].Exchange(mine).Dispose();
        return default(Done);
    }

    public Result<Owned<byte>, VaultError> Take(int place)
    {
        if ((uint)place >= 8)
            return VaultError.OutOfRange;
        if (++_calls > 30)
            return VaultError.Missing;
        Owned<byte> found = _places[place].Take();
        return found.IsEmpty ? VaultError.Missing : found;
    }

    public int Sum(int place)
    {
        int sum = 0;
        using Owned<byte> found = (uint)place < 8 ? _places[place].Take() : default;
        if (found.IsEmpty)
            return 0;
        using (Pinned<byte> pin = found.Pin())
        {
            foreach (byte value in pin.Span)
                sum += value;
        }

        _places[place].Exchange(found).Dispose();
        return sum;
    }

    public int Copy(int place, Span<byte> target)
    {
        int count;
        using Owned<byte> found = (uint)place < 8 ? _places[place].Take() : default;
        if (found.IsEmpty)
            return 0;
        using (Pinned<byte> pin = found.Pin())
        {
            count = Math.Min(target.Length, pin.Span.Length);
            pin.Span.Slice(0, count).CopyTo(target);
        }

        _places[place].Exchange(found).Dispose();
        return count;
    }

    public Result<IWriter, VaultError> Open(int place) =>
        (uint)place < 8 ? Result<IWriter, VaultError>.Ok(new Writer(_places[place])) : VaultError.OutOfRange;
}

internal sealed class Writer(OwnedSlot<byte> place) : IWriter
{
    private byte[] _bytes = [];
    private int _count;

    public Result<Done, VaultError> Begin(int length)
    {
        if (length is < 0 or > 4096)
            return VaultError.OutOfRange;
        _bytes = new byte[length];
        return default(Done);
    }

    public Result<Done, VaultError> Append(byte value)
    {
        if (_count == _bytes.Length)
            return VaultError.Full;
        _bytes[_count++] = value;
        return default(Done);
    }

    public void Close()
    {
        using Owned<byte> written = Owned<byte>.Allocate(_count);
        using (Pinned<byte> pin = written.Pin())
            _bytes.AsSpan(0, _count).CopyTo(pin.Span);
        place.Exchange(written).Dispose();
    }
}
