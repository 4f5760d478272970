namespace Singular.Kernel.DriverHost;

/// <summary>Layout of the control region, which the kernel shares with each driver process: byte offsets, little-endian.</summary>
public static class ControlLayout
{
    /// <summary>Size of the region: three pages.</summary>
    public const int RegionBytes = 0x3000;

    /// <summary>u32: bytes of the start-up record; written by the kernel before the process starts.</summary>
    public const int RecordLength = 0x000;

    /// <summary>The start-up record, UTF-8.</summary>
    public const int Record = 0x040;

    public const int MaxRecordBytes = 0x1FC0;

    /// <summary>u32: a <see cref="HostState"/>; written by the process, the kernel sleeps on it.</summary>
    public const int State = 0x2000;

    /// <summary>u32: bytes of the fault report; written by the process before the state.</summary>
    public const int ReportLength = 0x2040;

    /// <summary>The fault report, UTF-8.</summary>
    public const int Report = 0x2080;

    public const int MaxReportBytes = 0xF80;
}
