// static: EndpointState
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>Appends whether or not the beginning failed.</summary>
[Driver(Provides = typeof(IClient))]
public sealed class IgnoresThatItCouldNotBegin(IVault vault) : IClient
{
    public int Use(int place)
    {
        Result<IWriter, VaultError> opened = vault.Open(place);
        if (!opened.IsOk)
            return -1;
        IWriter writer = opened.Value;
        try
        {
            writer.Begin(4);
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
        int length = mine.Length;
        vault.Put(0, mine);
        return length;
    }
}
