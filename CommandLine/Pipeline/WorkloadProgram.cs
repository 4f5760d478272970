using System.Security.Cryptography;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.Pipeline;

/// <summary>Builds the bench's workload, a static program that runs on Linux and on the nucleus.</summary>
internal static class WorkloadProgram
{
    /// <summary>Its name in a boot image, which the shell's <c>bench</c> knows.</summary>
    public const string BootFile = "bench/workload";

    /// <summary>The program's file, built anew where its source has changed.</summary>
    /// <param name="workspace">The checkout.</param>
    /// <param name="folder">Where it is kept.</param>
    public static string Obtain(Workspace workspace, string folder)
    {
        string project = Path.Combine(workspace.KernelSourceFolder, "Bench", "Workload");
        string program = Path.Combine(folder, "workload");
        string mark = Path.Combine(folder, "source");
        string source = HashOf(project);
        if (File.Exists(program) && File.Exists(mark) && File.ReadAllText(mark) == source)
            return program;
        new Progress().Run("Compiling the workload", () => PublishedProject.Publish(project, folder, "The workload"));
        File.WriteAllText(mark, source);
        return program;
    }

    private static string HashOf(string project)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(project).Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
