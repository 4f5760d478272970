using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>What a domain may hold, what it holds, and where longer buffers come from.</summary>
internal sealed partial class BufferTable
{
    // What is held is one word, so that a charge is one operation: bytes in bits 0 to 39, buffers in bits 41 to 61. To each is added what is left between its limit
    // and the end of its bits, so that a charge over the limit shows in the bit above them (40, 62), and both limits are looked at with one mask.
    private const int BufferShift = 41;
    private const long OneBuffer = 1L << BufferShift;
    private const long MostBytes = (1L << 40) - 1;
    private const long MostBuffers = (1L << 21) - 1;
    private const long OverLimit = (1L << 40) | (1L << 62);

    private SharedHome[] _homes = [];
    private SharedHome[] _lenders = [];

    private long _charged = Added(ChannelLimits.DefaultHeldBytes, ChannelLimits.DefaultHeldBuffers);

    // What of that is not held; changed with _charged under the lock of the table's growth.
    private long _added = Added(ChannelLimits.DefaultHeldBytes, ChannelLimits.DefaultHeldBuffers);

    /// <summary>Bytes that the domain may hold, at most 2^39.</summary>
    internal long ByteLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)value, 1UL << 39, nameof(value));
            field = value;
            ChangeLimits();
        }
    } = ChannelLimits.DefaultHeldBytes;

    /// <summary>Buffers that the domain may hold, at most <see cref="MaxBuffersEver"/>.</summary>
    internal int BufferLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)MaxBuffersEver, nameof(value));
            field = value;
            ChangeLimits();
        }
    } = ChannelLimits.DefaultHeldBuffers;

    /// <summary>Bytes that are charged to the domain now: the capacity of each buffer, those on their way out and those which a pin
    /// still holds included.</summary>
    internal long Bytes => Charged() & MostBytes;

    /// <summary>Buffers that are charged to the domain now.</summary>
    internal int Buffers => (int)(Charged() >> BufferShift);

    /// <summary>Adds a place where longer buffers are made as long as it has room.</summary>
    internal void AddHome(SharedHome home)
    {
        lock (_growth)
            Volatile.Write(ref _homes, [.. _homes, home]);
    }

    /// <summary>Adds a place whose blocks may be charged to this table while another address space has them.</summary>
    internal void AddLender(SharedHome lender)
    {
        lock (_growth)
            Volatile.Write(ref _lenders, [.. _lenders, lender]);
    }

    /// <summary>Charges one buffer more.</summary>
    /// <returns>False when the domain holds as much as it may.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryCharge(int bytes) => TryAdd(bytes) || TryChargeAfterCollecting(bytes);

    /// <summary>What was charged is free again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Uncharge(int bytes) => Interlocked.Add(ref _charged, -(OneBuffer + bytes));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryChargeAfterCollecting(int bytes)
    {
        if (Volatile.Read(ref _lenders).Length == 0)
            return false;
        Collect();
        return TryAdd(bytes);
    }

    private long Charged()
    {
        Collect();
        lock (_growth)
            return Volatile.Read(ref _charged) - _added;
    }

    private static long Added(long byteLimit, long bufferLimit) => MostBytes - byteLimit + ((MostBuffers - bufferLimit) << BufferShift);

    private void ChangeLimits()
    {
        lock (_growth)
        {
            long added = Added(ByteLimit, BufferLimit);
            Interlocked.Add(ref _charged, added - _added);
            _added = added;
        }
    }

    private void Collect()
    {
        foreach (SharedHome lender in Volatile.Read(ref _lenders))
            lender.Collect();
    }

    private BufferBlock? TryRentFromHome()
    {
        foreach (SharedHome home in Volatile.Read(ref _homes))
        {
            if (home.TryRent() is { } block)
                return block;
        }
        return null;
    }

    /// <summary>Charges one buffer more without asking other address spaces what they have given back.</summary>
    /// <returns>False when the domain holds as much as it may; nothing has changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(int bytes)
    {
        if ((Interlocked.Add(ref _charged, OneBuffer + bytes) & OverLimit) == 0)
            return true;
        Uncharge(bytes);
        return false;
    }
}
