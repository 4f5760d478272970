namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>An assembly and what it refers to beside the platform and the system.</summary>
internal sealed record Example(byte[] Assembly, params byte[][] References);
