namespace Singular.Builder.Generate.Contracts;

/// <summary>Where in a contract something stands, for error messages.</summary>
internal readonly record struct MemberPlace(string Contract, string? Member, string? Parameter)
{
    internal GenerationException Refuse(string found, string expected) => new(Contract, Member, Parameter, found, expected);
}
