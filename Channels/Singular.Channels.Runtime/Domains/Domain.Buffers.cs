namespace Singular.Channels.Runtime;

/// <content>What the domain holds of the exchange heap. It is released when the domain dies; memory that a thread of the
/// dead domain still has pinned goes when the pin ends.</content>
public sealed partial class Domain
{
    private BufferTable? _buffers;

    /// <summary>Bytes of buffers that are charged to the domain now: capacities, which are powers of two from 64.</summary>
    public long BufferBytes => Volatile.Read(ref _buffers)?.Bytes ?? 0;

    /// <summary>Buffers that are charged to the domain now.</summary>
    public int BufferCount => Volatile.Read(ref _buffers)?.Buffers ?? 0;

    /// <summary>Bytes of buffers that the domain may hold at a time.</summary>
    public long BufferByteLimit
    {
        get => Buffers.ByteLimit;
        set => Buffers.ByteLimit = value;
    }

    /// <summary>Buffers that the domain may hold at a time, 0 to 65,536.</summary>
    public int BufferCountLimit
    {
        get => Buffers.BufferLimit;
        set => Buffers.BufferLimit = value;
    }

    /// <summary>From now on every buffer that code of this process makes or uses is the domain's, whichever thread runs it: for the process of one driver, in
    /// which no other code has buffers. What belongs to the domains that stand for other processes goes through their channels only.</summary>
    public void UsesAllBuffers() => BufferHolders.Install(new SoleBufferHolders(Buffers));

    /// <summary>The domain's table, made with its first buffer.</summary>
    internal BufferTable Buffers => Volatile.Read(ref _buffers) ?? CreateBuffers();

    /// <summary>The domain's table, if it has one already.</summary>
    internal BufferTable? PresentBuffers => _buffers;

    private BufferTable CreateBuffers()
    {
        BufferTable table = Interlocked.CompareExchange(ref _buffers, new BufferTable(Name), null) ?? _buffers!;
        if (!IsAlive)
            table.Close();
        return table;
    }
}
