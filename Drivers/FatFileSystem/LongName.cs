using System.Buffers.Binary;

namespace Singular.Drivers.FileSystems;

/// <summary>Long names: 13 UTF-16 code units in each of up to 20 slots, the last part first, right before the slot of the short
/// name (fatgen103, "FAT Long Directory Entries").</summary>
internal sealed class LongName
{
    private const int UnitsPerSlot = 13;
    private const int MostSlots = 20;

    /// <summary>LDIR_Ord of the slot that holds the end of the name, which stands first.</summary>
    private const byte LastPart = 0x40;

    private const int OrdinalAt = 0;
    private const int AttributesAt = 11;
    private const int TypeAt = 12;
    private const int ChecksumAt = 13;
    private const int ClusterAt = 26;

    private const ushort Terminator = 0x0000;
    private const ushort Padding = 0xFFFF;

    private readonly char[] _units = new char[MostSlots * UnitsPerSlot];
    private int _length;
    private int _nextOrdinal;
    private byte _checksum;
    private bool _isComplete;

    /// <summary>The number of slots that a name takes, that of its short name not counted.</summary>
    public static int SlotCount(string name) => (name.Length + UnitsPerSlot - 1) / UnitsPerSlot;

    /// <summary>Fills one slot of a name.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="name">The whole name.</param>
    /// <param name="ordinal">Which part, from 1.</param>
    /// <param name="checksum">The checksum of the short name.</param>
    public static void Write(Span<byte> slot, string name, int ordinal, byte checksum)
    {
        slot.Clear();
        bool isLast = ordinal == SlotCount(name);
        slot[OrdinalAt] = (byte)(isLast ? ordinal | LastPart : ordinal);
        slot[AttributesAt] = Slot.LongName;
        slot[ChecksumAt] = checksum;
        for (int i = 0; i < UnitsPerSlot; i++)
        {
            int at = (ordinal - 1) * UnitsPerSlot + i;
            ushort unit = at < name.Length ? name[at] : at == name.Length ? Terminator : Padding;
            BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(UnitAt(i)), unit);
        }
    }

    /// <summary>Forgets the parts taken so far.</summary>
    public void Reset()
    {
        _nextOrdinal = 0;
        _isComplete = false;
    }

    /// <summary>Takes the next slot of a name, in the order in which they stand. Parts that do not fit together are dropped.</summary>
    /// <returns>True when the slot begins a name.</returns>
    public bool Take(ReadOnlySpan<byte> slot)
    {
        byte ordinal = slot[OrdinalAt];
        bool isBeginning = (ordinal & LastPart) != 0;
        if (isBeginning)
        {
            int count = ordinal & ~LastPart;
            if (count is < 1 or > MostSlots)
            {
                Reset();
                return false;
            }

            _nextOrdinal = count;
            _checksum = slot[ChecksumAt];
            _length = count * UnitsPerSlot;
            ordinal = (byte)count;
        }

        if (ordinal != _nextOrdinal || _nextOrdinal == 0 || slot[ChecksumAt] != _checksum || slot[TypeAt] != 0
            || BinaryPrimitives.ReadUInt16LittleEndian(slot.Slice(ClusterAt)) != 0)
        {
            Reset();
            return false;
        }

        for (int i = 0; i < UnitsPerSlot; i++)
        {
            int at = (ordinal - 1) * UnitsPerSlot + i;
            ushort unit = BinaryPrimitives.ReadUInt16LittleEndian(slot.Slice(UnitAt(i)));
            _units[at] = (char)unit;
            if (unit == Terminator && at < _length)
                _length = at;
        }

        _nextOrdinal--;
        _isComplete = _nextOrdinal == 0;
        return isBeginning;
    }

    /// <summary>The name that belongs to the short name that follows.</summary>
    /// <returns>Null when there is none: parts are missing, belong to another entry, or make a name that is not valid.</returns>
    public string? Complete(ReadOnlySpan<byte> shortName)
    {
        bool isComplete = _isComplete;
        Reset();
        if (!isComplete || ShortName.Checksum(shortName) != _checksum)
            return null;
        string name = new(_units, 0, _length);
        return FileName.IsValid(name) ? name : null;
    }

    private static int UnitAt(int index) => index switch
    {
        < 5 => 1 + 2 * index,
        < 11 => 14 + 2 * (index - 5),
        _ => 28 + 2 * (index - 11),
    };
}
