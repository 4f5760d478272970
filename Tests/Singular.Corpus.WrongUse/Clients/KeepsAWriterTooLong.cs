// static: nothing
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>Keeps an endpoint in a field and goes on with it after its end; the boundary finds it.</summary>
[Driver(Provides = typeof(IClient))]
public sealed class KeepsAWriterTooLong(IVault vault) : IClient
{
    private IWriter? _writer;

    public int Use(int place)
    {
        if (_writer is { } old)
            old.Append(7);
        Result<IWriter, VaultError> opened = vault.Open(place);
        if (!opened.IsOk)
            return -1;
        _writer = opened.Value;
        _writer.Close();
        return 0;
    }

    public int UseBuffer(Owned<byte> data)
    {
        using Owned<byte> mine = data;
        int length = mine.Length;
        vault.Put(0, mine);
        return length;
    }
}
