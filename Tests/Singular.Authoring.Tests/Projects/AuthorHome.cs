using System.Diagnostics;
using System.Text;

namespace Singular.Authoring.Tests.Projects;

/// <summary>The home folder of an author who has never seen this machine: own NuGet configuration, own templates, own PATH. Packages
/// of others are those that the machine's NuGet has unpacked already.</summary>
public sealed class AuthorHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("singular-author-");

    public AuthorHome()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "home"));
        Directory.CreateDirectory(Work);
        string packages = Directory.CreateDirectory(Path.Combine(_folder.FullName, "packages")).FullName;
        string real = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string package in Directory.EnumerateDirectories(real))
        {
            if (!Path.GetFileName(package).StartsWith("singular.", StringComparison.Ordinal))
                Directory.CreateSymbolicLink(Path.Combine(packages, Path.GetFileName(package)), package);
        }
    }

    /// <summary>Where the author's projects lie.</summary>
    public string Work => Path.Combine(_folder.FullName, "work");

    /// <summary>The checkout that the tests were built in.</summary>
    public static string Checkout { get; } = FindCheckout(AppContext.BaseDirectory);

    /// <summary>Runs a shell script in <see cref="Work"/>.</summary>
    /// <returns>Its status and all that it printed.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public (int Status, string Output) Run(string script, TimeSpan limit)
    {
        string file = Path.Combine(_folder.FullName, "script.sh");
        string output = Path.Combine(_folder.FullName, "output.txt");
        File.WriteAllText(file, "exec > '" + output + "' 2>&1 < /dev/null\n" + script);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", file]) { WorkingDirectory = Work };
        string home = Path.Combine(_folder.FullName, "home");
        start.Environment["HOME"] = home;
        start.Environment["PREFIX"] = home;
        start.Environment["PATH"] = $"{home}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CHECKOUT"] = Checkout;
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        // Nothing that the SDK starts may outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (string inherited in (string[])["SINGULAR_COMMAND", "SINGULAR_CHECKOUT", "SINGULAR_ROOT", "XDG_DATA_HOME", "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath"])
            start.Environment.Remove(inherited);
        using Process process = Process.Start(start)!;
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The script had not ended after {limit.TotalSeconds:0} s. It printed:\n{File.ReadAllText(output)}");
        }

        return (process.ExitCode, File.ReadAllText(output, Encoding.UTF8));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindCheckout(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Singular.sln")))
                return folder;
        }

        throw new InvalidOperationException("The tests do not run in a checkout.");
    }
}
