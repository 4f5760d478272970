using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>What a domain may hold, what it holds, and where longer buffers come from.</summary>
internal sealed partial class BufferTable
{
    private const int BufferShift = 40;
    private const long OneBuffer = 1L << BufferShift;
    private const long ByteMask = OneBuffer - 1;

    private SharedHome[] _homes = [];
    private SharedHome[] _lenders = [];

    // What is held: bytes in the low 40 bits, buffers above. One word, so that a charge is one operation.
    private long _charged;

    /// <summary>Bytes that the domain may hold, at most 2^39, so that a charge over it does not reach the bits above.</summary>
    internal long ByteLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)value, (ulong)OneBuffer / 2, nameof(value));
            field = value;
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
        }
    } = ChannelLimits.DefaultHeldBuffers;

    /// <summary>Bytes that are charged to the domain now: the capacity of each buffer, those on their way out and those which a pin
    /// still holds included.</summary>
    internal long Bytes
    {
        get
        {
            Collect();
            return Volatile.Read(ref _charged) & ByteMask;
        }
    }

    /// <summary>Buffers that are charged to the domain now.</summary>
    internal int Buffers
    {
        get
        {
            Collect();
            return (int)(Volatile.Read(ref _charged) >> BufferShift);
        }
    }

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

    private bool TryChargeAfterCollecting(int bytes)
    {
        if (Volatile.Read(ref _lenders).Length == 0)
            return false;
        Collect();
        return TryAdd(bytes);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAdd(int bytes)
    {
        long charged = Interlocked.Add(ref _charged, OneBuffer + bytes);
        if ((charged & ByteMask) <= ByteLimit && charged >> BufferShift <= BufferLimit)
            return true;
        Uncharge(bytes);
        return false;
    }
}
