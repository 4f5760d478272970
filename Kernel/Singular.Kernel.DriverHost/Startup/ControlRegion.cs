using System.Runtime.InteropServices;
using Singular.Channels.Runtime;

namespace Singular.Kernel.DriverHost;

/// <summary>Either side's view of a control region. Everything is copied; nothing is read twice.</summary>
/// <remarks>Why the raw addresses are sound: the memory has <see cref="ControlLayout.RegionBytes"/> bytes, checked here, stays
/// mapped until it is disposed, and every copy is cut to its area.</remarks>
public sealed class ControlRegion : IDisposable
{
    private readonly IChannelMemory _memory;

    /// <param name="memory">Belongs to the control region from now on.</param>
    /// <exception cref="ArgumentException">It is too small.</exception>
    public ControlRegion(IChannelMemory memory)
    {
        if (memory.Length < ControlLayout.RegionBytes)
            throw new ArgumentException($"A control region has {ControlLayout.RegionBytes} bytes, not {memory.Length}.", nameof(memory));
        _memory = memory;
    }

    /// <summary>Address of the state's word, for <see cref="IWaker"/>.</summary>
    public nint StateWord => _memory.Address + ControlLayout.State;

    /// <summary>What the process last said; a value of no meaning where it wrote nonsense.</summary>
    public HostState State
    {
        get => (HostState)(uint)Marshal.ReadInt32(StateWord);
        set => Marshal.WriteInt32(StateWord, (int)value);
    }

    /// <exception cref="ArgumentException">The record is longer than <see cref="ControlLayout.MaxRecordBytes"/>.</exception>
    public void WriteRecord(byte[] record)
    {
        if (record.Length > ControlLayout.MaxRecordBytes)
            throw new ArgumentException($"The start-up record has {record.Length} bytes; {ControlLayout.MaxRecordBytes} fit.", nameof(record));
        Write(ControlLayout.RecordLength, ControlLayout.Record, record);
    }

    public byte[] ReadRecord() => Read(ControlLayout.RecordLength, ControlLayout.Record, ControlLayout.MaxRecordBytes);

    /// <summary>Writes a fault report, cut to <see cref="ControlLayout.MaxReportBytes"/>.</summary>
    public void WriteReport(byte[] report) => Write(
        ControlLayout.ReportLength, ControlLayout.Report,
        report.Length <= ControlLayout.MaxReportBytes ? report : report[..ControlLayout.MaxReportBytes]);

    public byte[] ReadReport() => Read(ControlLayout.ReportLength, ControlLayout.Report, ControlLayout.MaxReportBytes);

    public void Dispose() => _memory.Dispose();

    private void Write(int lengthOffset, int offset, byte[] bytes)
    {
        Marshal.Copy(bytes, 0, _memory.Address + offset, bytes.Length);
        Marshal.WriteInt32(_memory.Address + lengthOffset, bytes.Length);
    }

    private byte[] Read(int lengthOffset, int offset, int limit)
    {
        uint length = (uint)Marshal.ReadInt32(_memory.Address + lengthOffset);
        byte[] bytes = new byte[(int)Math.Min(length, (uint)limit)];
        Marshal.Copy(_memory.Address + offset, bytes, 0, bytes.Length);
        return bytes;
    }
}
