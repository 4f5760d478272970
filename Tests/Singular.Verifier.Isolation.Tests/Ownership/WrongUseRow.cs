namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>What caught a driver or client, each in a few words; null where it did not.</summary>
/// <param name="Static">The code of the verifier's finding, or that it does not compile.</param>
/// <param name="Boundary">The fault or refusal that a boundary made of it.</param>
/// <param name="Property">What a generated property found where the boundary had nothing to say.</param>
internal sealed record WrongUseRow(string? Static, string? Boundary, string? Property)
{
    internal bool IsCaught => Static is not null || Boundary is not null || Property is not null;
}
