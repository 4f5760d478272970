namespace Singular.Manifests;

/// <summary>An import and the instance that serves it, as decided when the image was made.</summary>
/// <param name="Parameter">The importing constructor parameter.</param>
/// <param name="Provider">Instance name, e.g. <c>RamDisk#0</c>.</param>
public sealed record Binding(string Parameter, string Provider);
