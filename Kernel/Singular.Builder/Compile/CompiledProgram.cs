namespace Singular.Builder.Compile;

/// <summary>A finished static-PIE ELF file in the cache. It stays until the cache is trimmed; read it before then.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="FromCache">True when an earlier run had made it from the same inputs.</param>
public sealed record CompiledProgram(string Path, bool FromCache);
