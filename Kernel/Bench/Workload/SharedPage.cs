namespace Singular.Bench.Workload;

/// <summary>Two futex words in memory that two processes share.</summary>
internal sealed unsafe class SharedPage
{
    // Sound: the mapping is made here or given by the kernel, is one page long, and lives as long as the process; every
    // access is to one of two aligned 32-bit words in it.
    private readonly int* _words;

    public SharedPage(nint address) => _words = (int*)address;

    /// <summary>Maps a page of the file, which is made where it is missing.</summary>
    public static SharedPage FromFile(string path)
    {
        int file = LibC.Open(path, LibC.OpenReadWriteCreate, 384);
        if (file < 0 || LibC.Truncate(file, 4096) != 0)
            throw new IOException($"{path} cannot be made.");
        nint address = LibC.Map(0, 4096, LibC.ProtReadWrite, LibC.MapShared, file, 0);
        return address == -1 ? throw new IOException($"{path} cannot be mapped.") : new SharedPage(address);
    }

    /// <summary>Maps a page that only the threads of this process share.</summary>
    public static SharedPage Private()
    {
        nint address = LibC.Map(0, 4096, LibC.ProtReadWrite, LibC.MapPrivateAnonymous, -1, 0);
        return address == -1 ? throw new IOException("A page cannot be mapped.") : new SharedPage(address);
    }

    public void Signal(int word)
    {
        Volatile.Write(ref _words[word * 16], 1);
        LibC.QuickCall(LibC.SysFutex, (nint)(_words + word * 16), LibC.FutexWake, 1, 0);
    }

    public void Await(int word)
    {
        while (Interlocked.Exchange(ref _words[word * 16], 0) == 0)
            LibC.BlockingCall(LibC.SysFutex, (nint)(_words + word * 16), LibC.FutexWait, 0, 0);
    }
}
