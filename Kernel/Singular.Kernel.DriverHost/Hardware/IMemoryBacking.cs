namespace Singular.Kernel.DriverHost;

/// <summary>The bytes behind a named memory block. They outlive the driver that uses them. The caller has checked that a
/// copy lies inside.</summary>
public interface IMemoryBacking
{
    /// <summary>Size in bytes.</summary>
    long Length { get; }

    void Read(long offset, Span<byte> destination);

    void Write(long offset, ReadOnlySpan<byte> source);
}
