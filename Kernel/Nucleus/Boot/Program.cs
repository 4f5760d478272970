namespace Singular.Nucleus;

/// <summary>
/// Starts a program: maps a static-PIE ELF image (System V ABI, chapters 4 and 5) copy-on-write from the boot image, and
/// makes a first thread with arguments and auxiliary vector on its stack.
/// </summary>
internal static unsafe class Program
{
    public const ulong StackBytes = 8 << 20;

    /// <summary>Where images lie, from the start of the process' part. Fixed, so that two runs are alike.</summary>
    private const ulong ImageBase = 0x10_0000_0000;
    private const ulong MaximumImage = 1UL << 30;

    private const int HeaderBytes = 64, SegmentBytes = 56, MaximumSegments = 32;
    private const uint LoadSegment = 1, InterpreterSegment = 3;
    private const ushort SharedObject = 3, MachineX64 = 62;

    private const ulong AuxHeaders = 3, AuxHeaderSize = 4, AuxHeaderCount = 5, AuxPageSize = 6, AuxEntry = 9, AuxUserId = 11,
        AuxCapabilities = 16, AuxClockTick = 17, AuxSecure = 23, AuxRandom = 25, AuxFileName = 31, AuxSignalStack = 51;

    /// <summary>
    /// Gives a fresh process its image and first thread. The argument is argv[1]; length 0 means that there is none. The
    /// thread is not ready yet. Null with an error number when the image is not acceptable or memory is out.
    /// </summary>
    public static Thread* Load(Process* process, MemoryObject* image, byte* argument, ulong argumentLength, long* error)
    {
        *error = Errno.Invalid;
        byte* header = Layout.Direct(image->Physical);
        if (!IsExecutable(header, image->Bytes))
            return null;
        ulong loadAt = ImageBase + (process->IsRingZero ? Layout.RingZeroStart : 0);
        ulong imageEnd = loadAt;
        int count = *(ushort*)(header + 56);
        byte* segments = header + *(ulong*)(header + 32);
        for (int i = 0; i < count; i++)
        {
            byte* segment = segments + i * SegmentBytes;
            if (*(uint*)segment == InterpreterSegment)
                return null;
            if (*(uint*)segment == LoadSegment && !MapSegment(process, image, segment, loadAt, &imageEnd, error))
                return null;
        }
        *error = Errno.NoMemory;
        process->BreakStart = imageEnd + (1 << 20);
        process->Break = process->BreakStart;
        Region stack;
        stack.Start = 0;
        stack.End = StackBytes;
        stack.Object = null;
        stack.Offset = 0;
        stack.Protection = Region.Read | Region.Write;
        stack.Maximum = (byte)(Region.Read | Region.Write);
        stack.Kind = RegionKind.Stack;
        if (AddressSpace.Map(process, &stack) < 0)
            return null;
        Thread* thread = Threads.Create(process);
        if (thread == null)
            return null;
        ulong headersAt = loadAt + *(ulong*)(header + 32);
        thread->Frame.Rip = loadAt + *(ulong*)(header + 24);
        thread->Frame.Rsp = FillStack(process, stack.End, argument, argumentLength, headersAt, (ulong)count, thread->Frame.Rip);
        if (thread->Frame.Rsp == 0)
            return null;
        *error = 0;
        return thread;
    }

    private static bool IsExecutable(byte* header, ulong bytes)
    {
        if (bytes < HeaderBytes || *(uint*)header != 0x464C_457F || header[4] != 2 || header[5] != 1)
            return false;
        ulong table = *(ulong*)(header + 32);
        ulong count = *(ushort*)(header + 56);
        return *(ushort*)(header + 16) == SharedObject && *(ushort*)(header + 18) == MachineX64
            && *(ushort*)(header + 54) == SegmentBytes && count <= MaximumSegments
            && table <= bytes && count * SegmentBytes <= bytes - table && *(ulong*)(header + 24) < MaximumImage;
    }

    private static bool MapSegment(Process* process, MemoryObject* image, byte* segment, ulong loadAt, ulong* imageEnd, long* error)
    {
        uint flags = *(uint*)(segment + 4);
        ulong offset = *(ulong*)(segment + 8), at = *(ulong*)(segment + 16);
        ulong fileBytes = *(ulong*)(segment + 32), memoryBytes = *(ulong*)(segment + 40);
        uint protection = ((flags & 4) != 0 ? Region.Read : 0) | ((flags & 2) != 0 ? Region.Write : 0) | ((flags & 1) != 0 ? Region.Execute : 0);
        bool writable = (protection & Region.Write) != 0;
        if (((offset ^ at) & Layout.PageMask) != 0 || fileBytes > memoryBytes || offset > image->Bytes || fileBytes > image->Bytes - offset
            || at > MaximumImage || memoryBytes > MaximumImage - at || writable && (protection & Region.Execute) != 0
            || !writable && fileBytes != memoryBytes || Layout.RoundDown(loadAt + at) < *imageEnd)
            return false;
        ulong fileEnd = loadAt + at + fileBytes, memoryEnd = Layout.RoundUp(loadAt + at + memoryBytes);
        Region region;
        region.Start = Layout.RoundDown(loadAt + at);
        region.End = Layout.RoundUp(fileEnd);
        region.Object = image;
        region.Offset = Layout.RoundDown(offset);
        region.Protection = protection;
        // Constants may become writable, as the runtime does once with its own; code may not.
        region.Maximum = (byte)((protection & Region.Execute) != 0 ? Region.Read | Region.Execute : Region.Read | Region.Write);
        region.Kind = RegionKind.Private;
        *error = Errno.NoMemory;
        if (region.End > region.Start && AddressSpace.Map(process, &region) < 0)
            return false;
        ulong tail = fileEnd & Layout.PageMask;
        if (writable && tail != 0 && memoryBytes > fileBytes)
        {
            byte* place = UserMemory.Resolve(process, new UserAddress(fileEnd), Access.Write);
            if (place == null)
                return false;
            for (ulong i = 0; i < Layout.PageSize - tail; i++)
                place[i] = 0;
        }
        ulong zeroStart = Layout.RoundUp(fileEnd);
        if (memoryEnd > zeroStart)
        {
            region.Start = zeroStart;
            region.End = memoryEnd;
            region.Object = null;
            region.Offset = 0;
            region.Kind = RegionKind.Anonymous;
            if (AddressSpace.Map(process, &region) < 0)
                return false;
        }
        *imageEnd = memoryEnd;
        *error = Errno.Invalid;
        return true;
    }

    /// <summary>
    /// Writes strings, arguments and auxiliary vector below the stack's end. Returns the stack pointer; 0 without memory.
    /// </summary>
    private static ulong FillStack(Process* process, ulong top, byte* argument, ulong argumentLength, ulong headers, ulong headerCount, ulong entry)
    {
        ulong random = top - 16;
        ulong name = random - Process.NameSize;
        ulong argumentAt = name - argumentLength - 1;
        ulong zero = 0, low = Randomness.Next(), high = Randomness.Next();
        uint* abcd = stackalloc uint[4];
        Cpu.Identify(1, 0, abcd);
        bool written = UserMemory.Write64(process, new UserAddress(random), low)
            && UserMemory.Write64(process, new UserAddress(random + 8), high)
            && UserMemory.Write(process, new UserAddress(name), process->Name, Process.NameSize)
            && UserMemory.Write(process, new UserAddress(argumentAt), argument, argumentLength)
            && UserMemory.Write(process, new UserAddress(argumentAt + argumentLength), &zero, 1);
        ulong* words = stackalloc ulong[40];
        int count = 0;
        words[count++] = argumentLength == 0 ? 1UL : 2;
        words[count++] = name;
        if (argumentLength != 0)
            words[count++] = argumentAt;
        words[count++] = 0;
        words[count++] = 0;
        count = Add(words, count, AuxHeaders, headers);
        count = Add(words, count, AuxHeaderSize, SegmentBytes);
        count = Add(words, count, AuxHeaderCount, headerCount);
        count = Add(words, count, AuxPageSize, Layout.PageSize);
        count = Add(words, count, AuxEntry, entry);
        for (ulong id = AuxUserId; id < AuxUserId + 4; id++)
            count = Add(words, count, id, 0);
        count = Add(words, count, AuxCapabilities, abcd[3]);
        count = Add(words, count, AuxClockTick, 100);
        count = Add(words, count, AuxSecure, 0);
        count = Add(words, count, AuxRandom, random);
        count = Add(words, count, AuxFileName, name);
        count = Add(words, count, AuxSignalStack, Features.StateBytes + 1024);
        count = Add(words, count, 0, 0);
        ulong stack = (argumentAt - (ulong)count * 8) & ~15UL;
        return written && UserMemory.Write(process, new UserAddress(stack), words, (ulong)count * 8) ? stack : 0;
    }

    private static int Add(ulong* words, int count, ulong key, ulong value)
    {
        words[count] = key;
        words[count + 1] = value;
        return count + 2;
    }
}
