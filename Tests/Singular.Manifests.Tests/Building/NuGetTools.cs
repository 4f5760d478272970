using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>The SDK's own NuGet tools with root certificates of a test's choice. They trust only the bundles that lie beside
/// them, so this is a copy of them with longer bundles.</summary>
internal sealed class NuGetTools : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NuGetTools(IEnumerable<X509Certificate2> codeSigning, IEnumerable<X509Certificate2> timeStamping)
    {
        string sdk = SdkFolder();
        foreach (string file in Directory.EnumerateFiles(sdk).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        Directory.CreateDirectory(_folder["trustedroots"]);
        Bundle(sdk, "codesignctl.pem", codeSigning);
        Bundle(sdk, "timestampctl.pem", timeStamping);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs e.g. <c>sign</c> or <c>verify</c> as <c>dotnet nuget</c> would.</summary>
    public int Run(string workingFolder, out string output, params string[] arguments) =>
        RunDotnet(workingFolder, out output, ["exec", _folder["NuGet.CommandLine.XPlat.dll"], .. arguments]);

    /// <summary>Runs the SDK's program.</summary>
    public static int RunDotnet(string workingFolder, out string output, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = workingFolder };
        start.Environment["DOTNET_NUGET_SIGNATURE_VERIFICATION"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd() + errors.Result;
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "dotnet did not end");
        return process.ExitCode;
    }

    private void Bundle(string sdk, string name, IEnumerable<X509Certificate2> added) =>
        File.WriteAllText(_folder[Path.Combine("trustedroots", name)],
            File.ReadAllText(Path.Combine(sdk, "trustedroots", name)) + "\n" + string.Join('\n', added.Select(certificate => certificate.ExportCertificatePem())) + "\n");

    // "10.0.401 [/usr/share/dotnet/sdk]", oldest first.
    private static string SdkFolder()
    {
        Assert.Equal(0, RunDotnet(Path.GetTempPath(), out string list, "--list-sdks"));
        string[] last = list.Trim().Split('\n')[^1].Trim().Split(' ', 2);
        return Path.Combine(last[1].Trim('[', ']'), last[0]);
    }
}
