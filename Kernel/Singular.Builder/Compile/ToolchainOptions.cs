namespace Singular.Builder.Compile;

/// <summary>Where to look for the tools.</summary>
/// <param name="PackagesFolder">NuGet's folder of unpacked packages.</param>
/// <param name="SearchPath">Folders of programs, separated by colons.</param>
public sealed record ToolchainOptions(string PackagesFolder, string SearchPath)
{
    /// <summary>What NuGet and the shell use: <c>NUGET_PACKAGES</c>, else the folder in the user's home; and <c>PATH</c>.</summary>
    public static ToolchainOptions FromEnvironment() => new(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        Environment.GetEnvironmentVariable("PATH") ?? "");
}
