// static: accepted
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>The client from which the wrong ones differ in one way each.</summary>
[Driver(Provides = typeof(IClient))]
public sealed class CorrectClient(IVault vault) : IClient
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
        int length = mine.Length;
        vault.Put(0, mine);
        return length;
    }
}
