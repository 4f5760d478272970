namespace Singular.Drivers;

/// <summary>Carries out copies that <see cref="MemoryBlock"/> has checked.</summary>
internal interface IMemoryAccess
{
    void Read(long offset, Span<byte> destination);

    void Write(long offset, ReadOnlySpan<byte> source);
}
