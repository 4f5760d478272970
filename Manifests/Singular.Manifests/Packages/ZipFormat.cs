namespace Singular.Manifests;

/// <summary>Numbers of the zip format: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification" 6.3.10, sections 4.3.7 (local
/// header), 4.3.12 (central directory), 4.3.16 (end of central directory).</summary>
internal static class ZipFormat
{
    public const uint LocalSignature = 0x04034B50;
    public const uint CentralSignature = 0x02014B50;
    public const uint EndSignature = 0x06054B50;

    public const int LocalBytes = 30;
    public const int CentralBytes = 46;
    public const int EndBytes = 22;

    /// <summary>Version 2.0 of the format, made on MS-DOS (4.4.2): what NuGet writes for the signature and on Windows.</summary>
    public const ushort Version20 = 20;

    /// <summary>Version 1.0, which some writers state for stored entries.</summary>
    public const ushort Version10 = 10;

    /// <summary>Version 2.0, made on Unix (4.4.2.2, host 3).</summary>
    public const ushort Version20Unix = 0x0314;

    /// <summary>External attributes of a regular file with mode 0644 on Unix: <c>S_IFREG | 0644</c> in the upper half.</summary>
    public const uint UnixRegularFile = 0x81A4_0000;

    /// <summary>The file type bits of a Unix mode in the external attributes, and a symbolic link there.</summary>
    public const uint UnixTypeMask = 0xF000_0000, UnixLink = 0xA000_0000;

    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    /// <summary>Flags that say how hard a deflater tried and nothing else (4.4.4, bits 1 and 2).</summary>
    public const ushort CompressionLevelFlags = 6;

    /// <summary>1 January 1980, 00:00, the earliest time there is (4.4.6); what every entry that we write carries.</summary>
    public const uint FirstTime = 0x0021_0000;

    public const string SignatureEntry = ".signature.p7s";
}
