using System.Globalization;
using System.Text;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>A process of the nucleus.</summary>
internal sealed unsafe class NucleusProcess : IDriverProcess
{
    private const int PageKiB = 4;
    private const long FaultStatus = 0x100;

    // ProcessInfoRecord: u64 words.
    internal const int InfoWords = 11;

    // The nucleus keeps less than a page of what a process wrote.
    private const int OutputBytes = 4096;

    private readonly NucleusHandle _handle;
    private readonly Lock _handleLock = new();
    private readonly string _name;
    private bool _disposed;

    private NucleusProcess(string name, NucleusHandle handle)
    {
        _name = name;
        _handle = handle;
        Id = (int)handle.Number;
    }

    /// <summary>The number of the kernel's handle: the nucleus' own number of a process is not given out.</summary>
    public int Id { get; }

    /// <exception cref="PlatformException">The program is not in the image, or cannot be started.</exception>
    internal static NucleusProcess Start(ProcessStart start, string argument = "")
    {
        string operation = $"start process {start.Name}";
        using var image = new NucleusHandle(Check(operation, start.Program, Nucleus.TryOpenBootEntry(start.Program)));
        byte[] name = Encoding.UTF8.GetBytes(start.Name);
        byte[] text = Encoding.UTF8.GetBytes(argument + "\0");
        uint[] handles = [.. start.Grants.Select(grant => grant is INucleusGrant { HandleNumber: var number }
            ? (uint)number
            : throw new PlatformException(operation, $"a {grant.GetType().Name} is not of this platform"))];
        // Sound: all that the record points to is pinned for the length of the call, and the nucleus copies it.
        fixed (byte* namePointer = name)
        fixed (byte* textPointer = text)
        fixed (uint* handlePointer = handles)
        {
            long* record = stackalloc long[] { image.Number, (long)namePointer, name.Length, (long)handlePointer, handles.Length, argument.Length == 0 ? 0 : (long)textPointer, 0, 0 };
            return new NucleusProcess(start.Name, new NucleusHandle(Nucleus.Do(operation, CallNumber.ProcessCreate, (long)record)));
        }
    }

    public ProcessEnd? Wait(TimeSpan limit)
    {
        long status;
        do
        {
            // The runtime's own signals (a garbage collection stops the threads) may end a wait early.
            status = Nucleus.Try(CallNumber.ProcessWait, _handle.Number, Nucleus.Nanoseconds(limit));
        }
        while (status == NucleusError.Interrupted);
        if (status == NucleusError.TimedOut)
            return null;
        if (status < 0)
            throw new PlatformException($"wait for {_name}", NucleusError.Text(status));
        Span<long> info = stackalloc long[InfoWords];
        ProcessState state = Read(info) ? (ProcessState)info[0] : ProcessState.Exited;
        return status >= FaultStatus
            ? new ProcessEnd(ProcessState.Faulted, 0, Describe(info))
            : new ProcessEnd(state == ProcessState.Running ? ProcessState.Exited : state, (int)status, LastWords());
    }

    public void Kill() => Nucleus.Try(CallNumber.ProcessKill, _handle.Number);

    public ProcessFigures? Figures()
    {
        Span<long> info = stackalloc long[InfoWords];
        if (!Read(info) || info[0] != (long)ProcessState.Running)
            return null;
        return new ProcessFigures(
            Id, _name, (int)info[5], info[2] * PageKiB, info[3] * PageKiB, (int)info[4], info[9],
            TimeSpan.FromMicroseconds(info[10] / 1000));
    }

    public void Dispose()
    {
        lock (_handleLock)
        {
            _disposed = true;
            _handle.Dispose();
        }
    }

    private static long Check(string operation, string program, long handle) => handle >= 0
        ? handle
        : throw new PlatformException(operation, $"'{program}' cannot be taken from the boot image: {NucleusError.Text(handle)}");

    // Whoever lists the drivers may ask while the supervisor closes the handle: then there is nothing to tell.
    private bool Read(Span<long> info)
    {
        lock (_handleLock)
        {
            // Sound: the record has the size that the call writes.
            fixed (long* pointer = info)
                return !_disposed && Nucleus.Try(CallNumber.ProcessInfo, _handle.Number, (long)pointer) >= 0;
        }
    }

    private string Describe(ReadOnlySpan<long> info)
    {
        string fault = string.Create(
            CultureInfo.InvariantCulture, $"processor exception {info[6]} at instruction 0x{info[8]:x}, address 0x{info[7]:x}");
        string words = LastWords();
        return words.Length == 0 ? fault : $"{fault}; its last words: {words}";
    }

    // What the runtime prints when it gives up, for example after a stack overflow.
    private string LastWords()
    {
        byte[] output = new byte[OutputBytes];
        long count = 0;
        // Sound: the buffer is pinned for the length of the calls, which write no more than they are told.
        fixed (byte* pointer = output)
        {
            while (count < OutputBytes)
            {
                long read = Nucleus.Try(CallNumber.ProcessOutput, _handle.Number, count, (long)pointer + count, OutputBytes - count);
                if (read <= 0)
                    break;
                count += read;
            }
        }
        return Encoding.UTF8.GetString(output, 0, (int)count)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
    }
}
