namespace Singular.Bench;

/// <summary>Finds the folder of the .NET runtime's own assemblies on this machine.</summary>
public static class SharedFramework
{
    private const string RootVariable = "DOTNET_ROOT";
    private const string Name = "Microsoft.NETCore.App";

    /// <summary>The folder of the newest installed version, or null when no .NET is installed where <c>dotnet</c> is looked for.</summary>
    public static string? Find()
    {
        foreach (string root in Roots())
        {
            string versions = Path.Combine(root, "shared", Name);
            if (!Directory.Exists(versions))
                continue;
            if (Directory.GetDirectories(versions).MaxBy(VersionOf) is { } newest)
                return newest;
        }

        return null;
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } named)
            yield return named;
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var program = new FileInfo(Path.Combine(folder, "dotnet"));
            // On the PATH there is often a link to where the runtime really is.
            if (program.Exists && Path.GetDirectoryName((program.ResolveLinkTarget(returnFinalTarget: true) ?? program).FullName) is { } root)
                yield return root;
        }
    }

    /// <summary>The folder's name as a version; a preview's suffix is left out of the comparison.</summary>
    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder).Split('-')[0], out Version? version) ? version : new Version(0, 0);
}
