namespace Singular.Manifests;

/// <summary>A <c>bind</c> line: which instance serves an import that several could serve.</summary>
/// <param name="Line">Number of its line, from 1.</param>
/// <param name="Driver">Package id or instance name of the importing driver.</param>
/// <param name="Parameter">The importing constructor parameter.</param>
/// <param name="Provider">Instance name of the provider.</param>
public sealed record PolicyBind(int Line, string Driver, string Parameter, string Provider)
{
    public bool IsFor(string instance, string packageId, string parameter) => (Driver == instance || Driver == packageId) && Parameter == parameter;

    /// <summary>The line as the policy writes it.</summary>
    public override string ToString() => $"bind {Driver}.{Parameter} = {Provider}";
}
