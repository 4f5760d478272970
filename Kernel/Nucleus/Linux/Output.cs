namespace Singular.Nucleus;

/// <summary>
/// Where a program's standard streams go. The ring-0 program's go to the boot console. Ring 3 has no ambient output: what a
/// process writes is counted and dropped, unless its creator reads it (see process_output in docs/nucleus-abi.md).
/// </summary>
internal static unsafe class Output
{
    private const ulong ChunkBytes = 256;

    public static long Write(Thread* caller, UserAddress from, ulong bytes)
    {
        if (bytes > long.MaxValue)
            return Errno.Invalid;
        byte* chunk = stackalloc byte[(int)ChunkBytes];
        for (ulong done = 0; done < bytes;)
        {
            ulong run = bytes - done < ChunkBytes ? bytes - done : ChunkBytes;
            if (!UserMemory.Read(caller->Process, from.Plus(done), chunk, run))
                return done == 0 ? Errno.Fault : (long)done;
            if (caller->Process->IsRingZero)
            {
                if (!BootConsole.Released)
                    BootConsole.Write(chunk, run);
            }
            else
            {
                ProcessOutput.Append(caller->Process, chunk, run);
            }
            done += run;
        }
        return (long)bytes;
    }
}
