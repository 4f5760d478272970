using System.IO.Compression;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>The assemblies of laws that the user names: one by itself, or those of a NuGet package as <c>dotnet pack</c> makes it. What is in them
/// runs with the user's rights, so that nothing here has to be proof against more than a damaged file.</summary>
internal static class LawFiles
{
    private const string Library = "lib";

    /// <summary>Gives the paths of the assemblies.</summary>
    /// <param name="file">An assembly or a package.</param>
    /// <param name="folder">Where those of a package are unpacked.</param>
    /// <exception cref="CommandFailure">The file is neither, or the package has none or several sets of assemblies.</exception>
    public static IReadOnlyList<string> Obtain(string file, string folder)
    {
        if (!File.Exists(file))
            throw CommandFailure.CouldNotRun($"{file}: there is no such file; --laws takes an assembly or a NuGet package.");
        return file.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase) ? Unpack(file, folder) : [Path.GetFullPath(file)];
    }

    private static List<string> Unpack(string file, string folder)
    {
        using ZipArchive package = Open(file);
        IGrouping<string, ZipArchiveEntry>[] sets =
        [
            .. package.Entries.Where(entry => entry.FullName.Split('/') is [Library, _, _] && entry.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                .GroupBy(entry => entry.FullName.Split('/')[1], StringComparer.OrdinalIgnoreCase),
        ];
        if (sets.Length != 1)
        {
            throw CommandFailure.CouldNotRun(sets.Length == 0
                ? $"{file} has no {Library}/FRAMEWORK/*.dll; expected the assembly with the laws there, as 'dotnet pack' puts it."
                : $"{file} has assemblies for {string.Join(" and ", sets.Select(set => SafeText.Escape(set.Key)))}; expected one framework. Name the assembly itself.");
        }
        string target = Path.Combine(folder, Path.GetFileNameWithoutExtension(file));
        Directory.CreateDirectory(target);
        List<string> assemblies = [];
        foreach (ZipArchiveEntry entry in sets[0])
        {
            // Name has no folders in it: what stands behind the last slash.
            assemblies.Add(Path.Combine(target, Path.GetFileName(entry.Name)));
            entry.ExtractToFile(assemblies[^1], overwrite: true);
        }
        return assemblies;
    }

    private static ZipArchive Open(string file)
    {
        try
        {
            return new ZipArchive(new MemoryStream(PackageReader.ReadFile(file), writable: false));
        }
        catch (InvalidDataException)
        {
            throw CommandFailure.CouldNotRun($"{file} is no NuGet package; expected a zip file.");
        }
    }
}
