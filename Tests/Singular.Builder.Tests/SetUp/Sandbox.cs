using System.Diagnostics;
using System.Runtime.Versioning;

namespace Singular.Builder.Tests.SetUp;

/// <summary>A machine made of a folder: the set-up script in a checkout of its own, and a PATH with the ordinary programs, stand-ins
/// for those that change the machine or take long, and whatever else the test puts there.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Sandbox : IDisposable
{
    private static readonly string[] Ordinary =
    [
        "bash", "env", "dirname", "readlink", "mkdir", "cat", "sed", "awk", "grep", "tail", "rm", "mv", "ln", "flock", "find", "sort",
        "sha256sum", "xargs", "git", "cut", "paste", "basename", "touch", "chmod", "sleep", "tr",
    ];

    internal static readonly string[] Tools = ["clang", "ld.lld", "objcopy", "qemu-system-x86_64", "mkfs.fat", "mcopy"];

    private readonly TemporaryFolder _folder = new();

    internal Sandbox()
    {
        Directory.CreateDirectory(Bin);
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Path.Combine(Checkout, "Kernel"));
        Directory.CreateDirectory(Path.Combine(Checkout, "Tests", "Some.Tests"));
        File.WriteAllText(Path.Combine(Checkout, "Tests", "Some.Tests", "Some.Tests.csproj"), "");
        File.WriteAllText(Source, "first");
        File.Copy(Path.Combine(CheckoutFolder.Path, "singular"), Script);
        foreach (string name in Ordinary)
            File.CreateSymbolicLink(Path.Combine(Bin, name), RealPath(name));
        foreach (string name in Tools)
            Add(name, "exit 0");
        Add("id", "echo 0");
        Add("dotnet", FakeDotnet);
    }

    internal string Checkout => _folder.File("checkout");

    internal string Home => _folder.File("home");

    internal string Source => Path.Combine(Checkout, "Kernel", "a.cs");

    internal string Bin => _folder.File("bin");

    private string Script => Path.Combine(Checkout, "singular");

    private string CallsFile => _folder.File("calls");

    /// <summary>Builds a command line that prints its arguments and exits with status 7, but makes profiles.</summary>
    private const string FakeDotnet =
        """
        case $1 in
            --list-sdks) echo "10.0.401 [/usr/share/dotnet/sdk]" ;;
            publish)
                while [ "$1" != -o ]; do shift; done
                mkdir -p "$2"
                printf '#!/usr/bin/env bash\n[ "$1" != profile ] || exit 0\necho "got: $*"; exit 7\n' >"$2/singular"
                chmod +x "$2/singular" ;;
        esac
        """ + "\n" + MakesFeed;

    /// <summary>Makes the folder that packages for authors would go into.</summary>
    internal const string MakesFeed = "for word; do case $word in -p:FeedFolder=*) mkdir -p \"${word#*=}\" ;; esac; done";

    /// <summary>Puts a program on the PATH that notes its call and then does as told.</summary>
    internal void Add(string name, string script)
    {
        string path = Path.Combine(Bin, name);
        File.Delete(path);
        File.WriteAllText(path, $"#!/usr/bin/env bash\n[ {name} = id ] || echo \"{name} $*\" >>'{CallsFile}'\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    internal void Remove(params string[] names)
    {
        foreach (string name in names)
            File.Delete(Path.Combine(Bin, name));
    }

    /// <summary>The calls of stand-ins since the last look.</summary>
    internal string[] TakeCalls()
    {
        string[] calls = File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];
        File.Delete(CallsFile);
        return calls;
    }

    internal (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    internal Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Bin, "bash"), [Script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Bin;
        start.Environment["HOME"] = Home;
        start.Environment["SANDBOX_BIN"] = Bin;
        return Process.Start(start)!;
    }

    /// <summary>Makes the checkout one of git.</summary>
    internal void UseGit()
    {
        foreach (string[] arguments in new string[][] { ["init", "-q"], ["add", "Kernel"] })
        {
            using Process git = Process.Start(new ProcessStartInfo("git", ["-C", Checkout, .. arguments]))!;
            git.WaitForExit();
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string RealPath(string name) =>
        Compile.Toolchain.Find(name, Environment.GetEnvironmentVariable("PATH")!) ?? throw new InvalidOperationException($"{name} is not on this machine");
}
