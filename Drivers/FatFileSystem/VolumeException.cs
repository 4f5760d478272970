using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>Ends an operation from deep inside: the medium failed or contradicts itself. Every public member catches it and
/// gives its error back; what the operation had prepared is thrown away.</summary>
internal sealed class VolumeException(FileError error) : Exception
{
    public FileError Error { get; } = error;
}
