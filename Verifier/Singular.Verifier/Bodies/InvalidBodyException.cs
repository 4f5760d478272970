namespace Singular.Verifier.Bodies;

/// <summary>A method body cannot be read; becomes a finding with this code.</summary>
internal sealed class InvalidBodyException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
