// static: OwnedAfterMove
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Singular.Channels;
using Singular.Drivers;

namespace WrongUse;

/// <summary>Tries again with the buffer after a failure, although the first call has taken it.</summary>
[Driver(Provides = typeof(IClient))]
public sealed class RetriesWithWhatIsGone(IVault vault) : IClient
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
        return vault.Put(0, mine).IsOk || vault.Put(1, mine).IsOk ? 1 : 0;
    }
}
