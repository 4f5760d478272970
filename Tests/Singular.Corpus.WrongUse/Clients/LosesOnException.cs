// static: OwnedLeak
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>Asks the vault while nothing would release the buffer if that throws.</summary>
[Driver(Provides = typeof(IClient))]
public sealed class LosesOnException(IVault vault) : IClient
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
        int sum = vault.Sum(0);
        vault.Put(0, data);
        return sum;
    }
}
