using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// Waiting on words of memory. A word of private memory is named by address space and address; a word of a memory object by
/// the frame that holds it, and only for who may write to it. The waiter holds the object, so its frames stay its own.
/// </summary>
internal static unsafe class Futex
{
    /// <summary>Some forty threads wait at a time. Two in one bucket cost a call that comes past them 30 instructions more.</summary>
    private const int Buckets = 2048;

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

        /// <summary>The word of the table that leads to those who wait here.</summary>
        public ulong* Bucket;
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
        key->Bucket = BucketOf(key->Space, key->Address);
        return true;
    }

    /// <summary>Blocks the current thread on a word that was just found to hold the expected value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wait(Thread* thread, Key* key, uint bits, ulong deadline)
    {
        thread->FutexSpace = key->Space;
        thread->FutexAddress = key->Address;
        thread->FutexBits = bits;
        thread->FutexObject = key->Object;
        thread->FutexBucket = key->Bucket;
        if (key->Object != null)
            key->Object->References++;
        // First in, first out: the bucket's word is its last thread, whose Next is the first.
        Thread* last = (Thread*)*key->Bucket;
        if (last == null)
        {
            thread->Next = thread;
            thread->Previous = thread;
        }
        else
        {
            Append(thread, last);
        }
        *key->Bucket = (ulong)thread;
        Scheduler.Block(thread, WaitKind.Futex, deadline);
    }

    /// <summary>The thread that waits longest on a word with one of the bits; null if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Thread* FindWaiter(Key* key, uint bits)
    {
        Thread* last = (Thread*)*key->Bucket;
        if (last == null)
            return null;
        Thread* first = last->Next;
        return IsWaiter(first, key, bits) ? first : FindLaterWaiter(key, bits, first);
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
        if (thread->Next == thread)
            *thread->FutexBucket = 0;
        else
            RemoveFromMany(thread);
        if (thread->FutexObject != null)
        {
            MemoryObject.Release(thread->FutexObject);
            thread->FutexObject = null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWaiter(Thread* thread, Key* key, uint bits) =>
        thread->FutexAddress == key->Address && thread->FutexSpace == key->Space && (thread->FutexBits & bits) != 0;

    private static Thread* FindLaterWaiter(Key* key, uint bits, Thread* first)
    {
        for (Thread* thread = first->Next; thread != first; thread = thread->Next)
        {
            if (IsWaiter(thread, key, bits))
                return thread;
        }
        return null;
    }

    private static void Append(Thread* thread, Thread* last)
    {
        thread->Next = last->Next;
        thread->Previous = last;
        last->Next->Previous = thread;
        last->Next = thread;
    }

    private static void RemoveFromMany(Thread* thread)
    {
        thread->Previous->Next = thread->Next;
        thread->Next->Previous = thread->Previous;
        if (*thread->FutexBucket == (ulong)thread)
            *thread->FutexBucket = (ulong)thread->Previous;
    }

    private static ulong* BucketOf(ulong space, ulong address)
    {
        ulong hash = (address >> 2) ^ (address >> 12) ^ (space * 0x9E37_79B9);
        return Heads + (uint)hash % Buckets;
    }

    private struct Table
    {
        public fixed ulong Heads[Buckets];
    }
}
