using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// Waiting on words of memory. A word of private memory is named by address space and address; a word of a memory object by
/// the frame that holds it, and only for who may write to it. The waiter holds the object, so its frames stay its own.
/// </summary>
internal static unsafe class Futex
{
    private const int Buckets = 512;

    private static Table s_table;

    // Statics of the nucleus have a fixed address.
    private static ulong* Heads => (ulong*)Unsafe.AsPointer(ref s_table.Heads[0]);

    /// <summary>Name of a word and where the nucleus sees it.</summary>
    internal struct Key
    {
        public ulong Space, Address;
        public uint* Word;

        /// <summary>The memory object of a shared word; null for a private one.</summary>
        public MemoryObject* Object;
    }

    /// <summary>Finds a word that the process may write to, copy-on-write broken. False: no such memory.</summary>
    public static bool TryFind(Process* process, UserAddress address, Key* key)
    {
        if ((address.Value & 3) != 0)
            return false;
        ulong* entry = UserMemory.FindEntry(process, address, Access.Write);
        if (entry == null)
            return false;
        ulong frame = *entry & PageTable.AddressMask;
        key->Word = (uint*)(Layout.Direct(frame) + (address.Value & Layout.PageMask));
        key->Object = null;
        key->Space = process->Id;
        key->Address = address.Value;
        if ((*entry & PageTable.Shared) != 0)
        {
            key->Object = Frames.OwnerOf(frame);
            key->Space = 0;
            key->Address = (ulong)key->Word;
        }
        return true;
    }

    /// <summary>Blocks the current thread on a word that was just found to hold the expected value.</summary>
    public static void Wait(Thread* thread, Key* key, uint bits, ulong deadline)
    {
        thread->FutexSpace = key->Space;
        thread->FutexAddress = key->Address;
        thread->FutexBits = bits;
        thread->FutexObject = key->Object;
        if (key->Object != null)
            key->Object->References++;
        ulong* heads = Heads;
        // First in, first out: the bucket's word is its last thread, whose Next is the first.
        ulong* bucket = heads + BucketOf(key->Space, key->Address);
        Thread* last = (Thread*)*bucket;
        if (last == null)
        {
            thread->Next = thread;
            thread->Previous = thread;
        }
        else
        {
            thread->Next = last->Next;
            thread->Previous = last;
            last->Next->Previous = thread;
            last->Next = thread;
        }
        *bucket = (ulong)thread;
        Scheduler.Block(thread, WaitKind.Futex, deadline);
    }

    /// <summary>The thread that waits longest on a word with one of the bits; null if there is none.</summary>
    public static Thread* FindWaiter(Key* key, uint bits)
    {
        ulong* heads = Heads;
        Thread* last = (Thread*)heads[BucketOf(key->Space, key->Address)];
        if (last == null)
            return null;
        Thread* thread = last;
        do
        {
            thread = thread->Next;
            if (thread->FutexAddress == key->Address && thread->FutexSpace == key->Space && (thread->FutexBits & bits) != 0)
                return thread;
        }
        while (thread != last);
        return null;
    }

    /// <summary>Wakes up to a number of waiters and says how many there were.</summary>
    public static long Wake(Key* key, uint count, uint bits)
    {
        long woken = 0;
        while ((ulong)woken < count)
        {
            Thread* thread = FindWaiter(key, bits);
            if (thread == null)
                break;
            Scheduler.Wake(thread, 0);
            woken++;
        }
        return woken;
    }

    /// <summary>Takes a waiting thread out of its bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(Thread* thread)
    {
        ulong* heads = Heads;
        ulong* bucket = heads + BucketOf(thread->FutexSpace, thread->FutexAddress);
        if (thread->Next == thread)
        {
            *bucket = 0;
        }
        else
        {
            thread->Previous->Next = thread->Next;
            thread->Next->Previous = thread->Previous;
            if (*bucket == (ulong)thread)
                *bucket = (ulong)thread->Previous;
        }
        if (thread->FutexObject != null)
        {
            MemoryObject.Release(thread->FutexObject);
            thread->FutexObject = null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint BucketOf(ulong space, ulong address)
    {
        ulong hash = (address >> 2) ^ (address >> 12) ^ (space * 0x9E37_79B9);
        return (uint)hash % Buckets;
    }

    private struct Table
    {
        public fixed ulong Heads[Buckets];
    }
}
