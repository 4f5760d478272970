using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// The regions of a process in order of address: a list of leaf pages, each a sorted array, so that finding is two binary
/// searches and inserting moves at most one page. Leaves are charged to the process. No two regions overlap.
/// </summary>
internal unsafe struct RegionTable
{
    private const int MaximumLeaves = 96;
    private const int LeafCapacity = 100;

    private fixed ulong _leaves[MaximumLeaves];
    private int _leafCount;

    /// <summary>The first region that ends behind the address; null if there is none.</summary>
    public Region* At(ulong address)
    {
        Position position = Find(address);
        return position.Leaf < _leafCount ? Slots(position.Leaf) + position.Slot : null;
    }

    public Position First() => Find(0);

    /// <summary>The region at a position; null at the end.</summary>
    public Region* Get(Position position) => position.Leaf < _leafCount ? Slots(position.Leaf) + position.Slot : null;

    public Position Next(Position position)
    {
        if (++position.Slot == Count(position.Leaf))
        {
            position.Leaf++;
            position.Slot = 0;
        }
        return position;
    }

    /// <summary>Position of the first region that ends behind the address.</summary>
    public Position Find(ulong address)
    {
        int low = 0, high = _leafCount;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Slots(middle)[Count(middle) - 1].End > address)
                high = middle;
            else
                low = middle + 1;
        }
        Position position;
        position.Leaf = low;
        position.Slot = 0;
        if (low == _leafCount)
            return position;
        Region* slots = Slots(low);
        int first = 0, last = Count(low) - 1;
        while (first < last)
        {
            int middle = (first + last) / 2;
            if (slots[middle].End > address)
                last = middle;
            else
                first = middle + 1;
        }
        position.Slot = first;
        return position;
    }

    /// <summary>Adds a region where there is none. False without memory or room.</summary>
    public bool Insert(Process* process, Region* region)
    {
        if (_leafCount == 0)
        {
            if (!AddLeaf(process, 0))
                return false;
        }
        Position position = Find(region->Start);
        if (position.Leaf == _leafCount)
        {
            position.Leaf = _leafCount - 1;
            position.Slot = Count(position.Leaf);
        }
        if (Count(position.Leaf) == LeafCapacity)
        {
            if (!SplitLeaf(process, position.Leaf))
                return false;
            int kept = Count(position.Leaf);
            if (position.Slot > kept)
            {
                position.Leaf++;
                position.Slot -= kept;
            }
        }
        Region* slots = Slots(position.Leaf);
        for (int i = Count(position.Leaf); i > position.Slot; i--)
            slots[i].CopyFrom(slots + i - 1);
        slots[position.Slot].CopyFrom(region);
        SetCount(position.Leaf, Count(position.Leaf) + 1);
        return true;
    }

    public void Remove(Process* process, Position position)
    {
        Region* slots = Slots(position.Leaf);
        int count = Count(position.Leaf) - 1;
        for (int i = position.Slot; i < count; i++)
            slots[i].CopyFrom(slots + i + 1);
        SetCount(position.Leaf, count);
        if (count == 0)
            RemoveLeaf(process, position.Leaf);
    }

    // A region table is part of a process' block, which no collector moves.
    private ulong* Leaves => (ulong*)Unsafe.AsPointer(ref _leaves[0]);

    private byte* Leaf(int index) => (byte*)Leaves[index];

    private Region* Slots(int leaf) => (Region*)(Leaf(leaf) + 8);

    private int Count(int leaf) => *(int*)Leaf(leaf);

    private void SetCount(int leaf, int count) => *(int*)Leaf(leaf) = count;

    private bool AddLeaf(Process* process, int at)
    {
        if (_leafCount == MaximumLeaves)
            return false;
        ulong frame = process->TakeFrame();
        if (frame == 0)
            return false;
        for (int i = _leafCount; i > at; i--)
            Leaves[i] = Leaves[i - 1];
        Leaves[at] = (ulong)Layout.Direct(frame);
        _leafCount++;
        return true;
    }

    private bool SplitLeaf(Process* process, int leaf)
    {
        if (!AddLeaf(process, leaf + 1))
            return false;
        const int Kept = LeafCapacity / 2;
        Cpu.Copy(Slots(leaf + 1), Slots(leaf) + Kept, (ulong)((LeafCapacity - Kept) * sizeof(Region)));
        SetCount(leaf + 1, LeafCapacity - Kept);
        SetCount(leaf, Kept);
        return true;
    }

    private void RemoveLeaf(Process* process, int leaf)
    {
        process->ReturnFrame((ulong)Leaf(leaf) - Layout.DirectMap);
        for (int i = leaf; i < _leafCount - 1; i++)
            Leaves[i] = Leaves[i + 1];
        _leafCount--;
    }

    /// <summary>A place in the table; invalid after an insertion or removal.</summary>
    internal struct Position
    {
        public int Leaf, Slot;
    }
}
