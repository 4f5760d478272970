// static: OwnedPinned
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>Moves a buffer under a span of its own.</summary>
[Driver(Provides = typeof(IClient))]
public sealed class MovesWhilePinned(IVault vault) : IClient
{
    public int Use(int place)
    {
        Result<IWriter, VaultError> opened = vault.Open(place);
        if (!opened.IsOk)
            return -1;
        IWriter writer = opened.Value;
        try
        {
            if (writer.Begin(4).IsOk)
                writer.Append(7);
        }
        finally
        {
            writer.Close();
        }

        return vault.Sum(place);
    }

    public int UseBuffer(Owned<byte> data)
    {
        using Owned<byte> mine = data;
        using Pinned<byte> pin = mine.Pin();
        vault.Put(0, mine);
        return pin.Span.Length;
    }
}
