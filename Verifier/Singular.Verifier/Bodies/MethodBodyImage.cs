namespace Singular.Verifier.Bodies;

/// <summary>A method body as it lies in the file: header fields, code and clauses, each inside the image.</summary>
/// <param name="Code">The instructions' bytes.</param>
/// <param name="MaxStack">Declared greatest stack depth.</param>
/// <param name="InitLocals">The runtime zeroes locals and localloc memory.</param>
/// <param name="LocalsToken">StandAloneSig token of the locals, 0 when there are none.</param>
/// <param name="Clauses">Protected-region clauses in table order.</param>
internal sealed record MethodBodyImage(ReadOnlyMemory<byte> Code, int MaxStack, bool InitLocals, uint LocalsToken, IReadOnlyList<RegionClause> Clauses);
