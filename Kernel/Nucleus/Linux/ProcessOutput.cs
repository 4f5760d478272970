namespace Singular.Nucleus;

/// <summary>The last words of a process: what it wrote to its standard streams, in one page that its creator can read.</summary>
internal static unsafe class ProcessOutput
{
    private const ulong HeaderBytes = 8;
    private const ulong Capacity = Layout.PageSize - HeaderBytes;

    /// <summary>Keeps the last bytes; without memory for the page they are dropped.</summary>
    public static void Append(Process* process, byte* text, ulong bytes)
    {
        if (process->Output == 0)
            process->Output = process->TakeFrame();
        if (process->Output == 0)
            return;
        byte* page = Layout.Direct(process->Output);
        ulong* written = (ulong*)page;
        for (ulong i = 0; i < bytes; i++)
            page[HeaderBytes + (*written)++ % Capacity] = text[i];
    }

    /// <summary>Copies the bytes from a running number on, oldest first; returns how many. The first number that is still
    /// there is the total less the capacity.</summary>
    public static ulong Read(Process* process, ulong from, byte* to, ulong bytes)
    {
        if (process->Output == 0)
            return 0;
        byte* page = Layout.Direct(process->Output);
        ulong written = *(ulong*)page;
        ulong first = written > Capacity ? written - Capacity : 0;
        if (from < first)
            from = first;
        ulong count = 0;
        for (; count < bytes && from + count < written; count++)
            to[count] = page[HeaderBytes + (from + count) % Capacity];
        return count;
    }
}
