namespace Singular.Manifests;

/// <summary>Something in a policy that does not do what it seems to say.</summary>
/// <param name="Line">Number of the line, from 1; 0 where it is about a driver and no line.</param>
/// <param name="What">What; one sentence without its full stop.</param>
public sealed record PolicyFinding(int Line, string What)
{
    public override string ToString() => SafeText.Escape(Line == 0 ? What : $"line {Line}: {What}");
}
