using System.Text;

namespace Singular.Nucleus.Probe;

/// <summary>The nucleus' calls as docs/nucleus-abi.md has them. Results are raw: negative is an error number.</summary>
internal static unsafe class Calls
{
    public const long Again = -11, Access = -13, Fault = -14, BadHandle = -9, Invalid = -22, NoMemory = -12, TimedOut = -110, NotImplemented = -38, NoProcess = -3;
    public const ulong Read = 1, Write = 2, Execute = 4, Transfer = 8, Manage = 16;
    public const ulong Forever = ulong.MaxValue;

    public static long Raw(long number, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0, ulong e = 0, ulong f = 0) =>
        MachineCode.Call(number, a, b, c, d, e, f);

    public static long Close(long handle) => Raw(0x1000, (ulong)handle);

    public static long Duplicate(long handle, ulong rights) => Raw(0x1001, (ulong)handle, rights);

    public static long CreateMemory(ulong bytes) => Raw(0x1010, bytes, 0);

    public static long MapMemory(long handle, ulong bytes, ulong protection, ulong address = 0, ulong offset = 0) =>
        Raw(0x1011, (ulong)handle, address, offset, bytes, protection);

    public static long UnmapMemory(ulong address, ulong bytes) => Raw(0x1012, address, bytes);

    public static long OpenBootEntry(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        fixed (byte* first = text)
            return Raw(0x1014, (ulong)first, (ulong)text.Length);
    }

    public static long FromPhysical(ulong address, ulong bytes) => Raw(0x1015, address, bytes, 1);

    /// <summary>Starts a process from an image handle.</summary>
    public static long CreateProcess(long image, string name, string argument, ReadOnlySpan<uint> handles, ulong pageLimit = 0, ulong priority = 0)
    {
        byte[] nameText = Encoding.UTF8.GetBytes(name);
        byte[] argumentText = Encoding.UTF8.GetBytes(argument + "\0");
        ulong* record = stackalloc ulong[8];
        fixed (byte* namePointer = nameText)
        fixed (byte* argumentPointer = argumentText)
        fixed (uint* handlePointer = handles)
        {
            record[0] = (ulong)image;
            record[1] = (ulong)namePointer;
            record[2] = (ulong)nameText.Length;
            record[3] = (ulong)handlePointer;
            record[4] = (ulong)handles.Length;
            record[5] = (ulong)argumentPointer;
            record[6] = pageLimit;
            record[7] = priority;
            return Raw(0x1020, (ulong)record);
        }
    }

    public static long KillProcess(long process) => Raw(0x1021, (ulong)process);

    public static long WaitProcess(long process, ulong timeout = Forever) => Raw(0x1022, (ulong)process, timeout);

    public static ulong[] ProcessInfo(long process)
    {
        ulong[] record = new ulong[11];
        fixed (ulong* first = record)
            Check.Equal(0, Raw(0x1023, (ulong)process, (ulong)first), "process_info");
        return record;
    }

    public static string ProcessOutput(long process)
    {
        var text = new StringBuilder();
        byte* chunk = stackalloc byte[256];
        long count;
        for (ulong at = 0; (count = Raw(0x1024, (ulong)process, at, (ulong)chunk, 256)) > 0; at += (ulong)count)
            text.Append(Encoding.UTF8.GetString(chunk, (int)count));
        return text.ToString();
    }

    public static ulong[] SystemInfo()
    {
        ulong[] record = new ulong[12];
        fixed (ulong* first = record)
            Check.Equal(96, Raw(0x1070, (ulong)first, 96), "system_info");
        return record;
    }

    /// <summary>Pages charged to the ring-0 program, from the list of processes.</summary>
    public static ulong KernelPages()
    {
        const int Record = 96, Words = Record / 8;
        ulong* records = stackalloc ulong[16 * Words];
        long bytes = Check.Positive(Raw(0x1073, (ulong)records, 16 * Record), "process_list");
        for (ulong* record = records; record < records + bytes / 8; record += Words)
        {
            if (record[1] == 0)
                return record[2];
        }
        throw new InvalidOperationException("process_list does not show the ring-0 program");
    }

    public static long FutexWait(uint* word, uint expected, ulong* timeout = null) => Raw(202, (ulong)word, 0, expected, (ulong)timeout);

    public static long FutexWake(uint* word, uint count) => Raw(202, (ulong)word, 1, count);

    public static long FutexSwap(uint* wake, uint* wait, uint expected, ulong timeout = Forever) =>
        Raw(0x1050, (ulong)wake, (ulong)wait, expected, timeout);
}
