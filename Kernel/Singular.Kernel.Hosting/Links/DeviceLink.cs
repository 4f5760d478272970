using System.Runtime.InteropServices;
using Singular.Channels.Runtime;

namespace Singular.Kernel.Hosting;

/// <summary>Layout of the region between a driver process and the kernel that simulates its hardware: u32 words, each side's
/// bell in a cache line of its own.</summary>
/// <remarks>Why the raw addresses are sound: the memory is at least a page, and the offsets are constants below that.</remarks>
internal sealed class DeviceLink(IChannelMemory memory) : IDisposable
{
    private const int RequestBell = 0x000;
    private const int Operation = 0x004;
    private const int Port = 0x008;
    private const int Width = 0x00C;
    private const int Value = 0x010;
    private const int AnswerBell = 0x040;
    private const int Answer = 0x044;

    /// <summary>Address of the word that the kernel's side sleeps on.</summary>
    internal nint RequestWord => memory.Address + RequestBell;

    /// <summary>Address of the word that the process' side sleeps on.</summary>
    internal nint AnswerWord => memory.Address + AnswerBell;

    internal uint ReadRequestBell() => Read(RequestBell);

    internal uint ReadAnswerBell() => Read(AnswerBell);

    internal void WriteRequest(DeviceRequest request, uint bell)
    {
        Write(Operation, (uint)request.Operation);
        Write(Port, (uint)request.Port);
        Write(Width, (uint)request.Width);
        Write(Value, request.Value);
        Thread.MemoryBarrier();
        Write(RequestBell, bell);
    }

    /// <summary>Reads each word of a request once; they may be anything.</summary>
    internal DeviceRequest ReadRequest() =>
        new((DeviceOperation)Read(Operation), (int)Read(Port), (int)Read(Width), Read(Value));

    internal void WriteAnswer(uint value, uint bell)
    {
        Write(Answer, value);
        Thread.MemoryBarrier();
        Write(AnswerBell, bell);
    }

    internal uint ReadAnswer() => Read(Answer);

    public void Dispose() => memory.Dispose();

    private uint Read(int offset) => (uint)Marshal.ReadInt32(memory.Address + offset);

    private void Write(int offset, uint value) => Marshal.WriteInt32(memory.Address + offset, (int)value);
}
