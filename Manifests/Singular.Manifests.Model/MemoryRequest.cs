namespace Singular.Manifests;

/// <summary>A block of ordinary memory that a driver asks for.</summary>
/// <param name="Parameter">Name of the constructor parameter that takes it.</param>
/// <param name="Name">Name under which the owner may provide contents: lower-case letters, digits, hyphens.</param>
/// <param name="Bytes">Size where the owner provides nothing; 4,096 to 1 GiB.</param>
public sealed record MemoryRequest(string Parameter, string Name, long Bytes);
