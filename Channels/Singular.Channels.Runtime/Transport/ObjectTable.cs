using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The objects that a client can name on its channel. Number 0 is the root, where there is one, and stays; others are an index in the low
/// 16 bits and a use count of the index above, so that a number which was freed means nothing.</summary>
internal sealed class ObjectTable(ServerEndpoint? root)
{
    private readonly Lock _gate = new();
    private readonly Entry?[] _entries = new Entry?[ClientSession.MaxEndpoints + 1];
    private readonly ushort[] _uses = new ushort[ClientSession.MaxEndpoints + 1];
    private int _last;

    /// <returns>The object, or null when the number means nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ServerEndpoint? Find(uint id) => id == 0 ? root : FindOther(id);

    private ServerEndpoint? FindOther(uint id)
    {
        uint index = id & 0xFFFF;
        if (index >= (uint)_entries.Length)
            return null;
        Entry? entry = Volatile.Read(ref _entries[index]);
        return entry is not null && entry.Id == id ? entry.Endpoint : null;
    }

    /// <returns>The new object's number; null when the table is full. For the root's own endpoints there is always room: its session admits no more
    /// living ones than the table takes.</returns>
    internal uint? Add(ServerEndpoint endpoint)
    {
        lock (_gate)
            return TryAdd(endpoint) ?? AddAfterPurge(endpoint);
    }

    /// <summary>Endpoints of a server's earlier lives are gone, though their client has not ended them.</summary>
    private uint? AddAfterPurge(ServerEndpoint endpoint)
    {
        foreach (ref Entry? entry in _entries.AsSpan())
        {
            if (entry is { Endpoint.Boundary: { Slot.IsUp: false } or { HasEnded: true } })
                entry = null;
        }
        return TryAdd(endpoint);
    }

    private uint? TryAdd(ServerEndpoint endpoint)
    {
        for (int i = 0; i < _entries.Length - 1; i++)
        {
            int index = _last = 1 + _last % (_entries.Length - 1);
            if (_entries[index] is not null)
                continue;
            uint id = (uint)(index | (_uses[index]++ << 16));
            Volatile.Write(ref _entries[index], new Entry(id, endpoint));
            return id;
        }
        return null;
    }

    internal void Remove(uint id)
    {
        lock (_gate)
        {
            if (Find(id) is not null && id != 0)
                _entries[id & 0xFFFF] = null;
        }
    }

    private sealed record Entry(uint Id, ServerEndpoint Endpoint);
}
