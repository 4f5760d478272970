using System.Diagnostics;
using Singular.Builder;
using Singular.Builder.Images;
using Singular.Builder.ReEmit;
using Singular.Emulation;
using Singular.Manifests;

namespace Singular.Kernel.Tests;

/// <summary>Builds hosted images from the drivers beside the tests, and runs them.</summary>
internal static class HostedImages
{
    /// <summary>Longer than any start takes on a machine that does ten other things.</summary>
    internal const string PatientStart = "start-limit=120";

    internal static string Build(string folder, IReadOnlyList<DriverRecord> records)
    {
        var builder = new ImageBuilder(
            new ImageBuilderOptions
            {
                SystemAssembliesFolder = AppContext.BaseDirectory,
                KernelSourceFolder = folder,
                CacheFolder = Path.Combine(folder, "cache"),
            },
            null);
        string image = Path.Combine(folder, "image");
        builder.BuildHosted(new ImageInputs { Drivers = [.. records.Select(record => new ImageDriver(record, [Assembly(record.Manifest.Id)]))] }, image);
        return image;
    }

    /// <summary>Boots an image and feeds it a script.</summary>
    /// <returns>The transcript and the script's status.</returns>
    internal static async Task<(string Transcript, int Status)> Run(string image, IReadOnlyList<string> script, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(image, "kernel", HostedImage.EntryFile));
        foreach (string option in options.Append("script").Append(PatientStart))
            start.ArgumentList.Add(option);
        using Process kernel = Process.Start(start)!;
        var session = new ScriptSession(kernel, null);
        try
        {
            int status = await session.RunAsync(script, TimeSpan.FromMinutes(4));
            return (session.Transcript, status);
        }
        finally
        {
            if (!kernel.WaitForExit(TimeSpan.FromSeconds(20)))
                kernel.Kill(entireProcessTree: true);
        }
    }

    private static ReEmittedAssembly Assembly(string id) =>
        new(id, id, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, id + ".dll")), new string('0', 64));
}
