using System.Diagnostics;
using System.Runtime.Versioning;

namespace Singular.Builder.Tests.SetUp;

/// <summary>The set-up script on machines that lack something, on which something fails, and on one where all is done.</summary>
[SupportedOSPlatform("linux")]
public sealed class SetUpScriptTests : IDisposable
{
    private readonly Sandbox _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_command_line_is_built_once_and_gets_arguments_and_gives_its_status(bool withGit)
    {
        if (withGit)
            _machine.UseGit();
        (int status, string output, string error) = _machine.Run("boot", "two words", "--x");
        Assert.True(status == 7, error);
        Assert.Equal("got: boot two words --x\n", output);
        Assert.Contains("Compiling the command line", error);
        Assert.DoesNotContain(_machine.TakeCalls(), call => call.StartsWith("apt-get", StringComparison.Ordinal));

        (status, output, error) = _machine.Run("list");
        Assert.Equal((7, "got: list\n", ""), (status, output, error));
        Assert.Empty(_machine.TakeCalls());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_changed_source_is_built(bool withGit)
    {
        if (withGit)
            _machine.UseGit();
        _machine.Run("list");
        _machine.TakeCalls();
        File.WriteAllText(_machine.Source, "changed");
        _machine.Run("list");
        Assert.Contains(_machine.TakeCalls(), call => call.StartsWith("dotnet publish", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_machine.Checkout, "Kernel", "new.cs"), "");
        _machine.Run("list");
        Assert.Contains(_machine.TakeCalls(), call => call.StartsWith("dotnet publish", StringComparison.Ordinal));
    }

    private const string Installs =
        """
        for p in "$@"; do
            case $p in
                clang) t=clang ;; lld) t=ld.lld ;; *) continue ;;
            esac
            printf '#!/bin/sh\n' >"$SANDBOX_BIN/$t"; chmod +x "$SANDBOX_BIN/$t"
        done
        """;

    [Fact]
    public void An_ordinary_user_is_told_why_and_only_what_is_missing_is_installed()
    {
        _machine.Remove("clang", "ld.lld");
        _machine.Add("id", "echo 1000");
        _machine.Add("sudo", "exec \"$@\"");
        _machine.Add("apt-get", Installs);
        (int status, _, string error) = _machine.Run("list");
        Assert.True(status == 7, error);
        Assert.Contains("needs to install these Debian packages: clang lld. For that it has to be root; sudo may ask for your password.", error);
        string apt = Assert.Single(_machine.TakeCalls(), call => call.StartsWith("apt-get", StringComparison.Ordinal));
        Assert.EndsWith(" clang lld", apt);
        Assert.Contains("install", apt);
    }

    [Fact]
    public void Without_sudo_the_person_is_told_what_to_run()
    {
        _machine.Remove("clang");
        _machine.Add("id", "echo 1000");
        _machine.Add("apt-get", "exit 1");
        (int status, _, string error) = _machine.Run("list");
        Assert.Equal(2, status);
        Assert.Contains("As root, run: apt-get install clang", error);
        Assert.DoesNotContain(_machine.TakeCalls(), call => call.StartsWith("apt-get", StringComparison.Ordinal));
    }

    [Fact]
    public void Package_lists_are_fetched_only_after_a_failed_attempt()
    {
        _machine.Remove("clang");
        _machine.Add("apt-get", $"if [ \"$1\" = update ]; then touch \"$SANDBOX_BIN/lists\"; exit 0; fi\n[ -e \"$SANDBOX_BIN/lists\" ] || {{ echo 'E: Unable to locate package clang'; exit 100; }}\n{Installs}");
        (int status, _, string error) = _machine.Run("list");
        Assert.True(status == 7, error);
        Assert.Equal(["install", "update", "install"], _machine.TakeCalls().Where(call => call.StartsWith("apt-get", StringComparison.Ordinal)).Select(call => call.Split(' ')[1]));
    }

    [Fact]
    public void What_the_installer_says_is_passed_on()
    {
        _machine.Remove("clang");
        _machine.Add("apt-get", "echo 'E: Could not resolve mirror'; exit 100");
        (int status, _, string error) = _machine.Run("list");
        Assert.Equal(2, status);
        Assert.Contains("E: Could not resolve mirror", error);
        Assert.Contains("Check the network", error);
    }

    [Fact]
    public void A_system_without_apt_is_told_what_is_needed()
    {
        _machine.Remove("clang");
        (int status, _, string error) = _machine.Run("list");
        Assert.Equal(2, status);
        Assert.Contains("no apt-get: clang", error);
    }

    [Fact]
    public void A_missing_or_old_sdk_is_named()
    {
        _machine.Add("dotnet", "echo '8.0.100 [/usr/share/dotnet/sdk]'");
        (int status, _, string error) = _machine.Run("list");
        Assert.Equal(2, status);
        Assert.Contains("found: 8.0.100", error);
        _machine.Remove("dotnet");
        (status, _, error) = _machine.Run("list");
        Assert.Equal(2, status);
        Assert.Contains("the .NET SDK 10 is not installed", error);
    }

    [Theory]
    [InlineData("error NU1301: Unable to load the service index for source", "NuGet packages could not be fetched")]
    [InlineData("error MSB3021: No space left on device", "the disk is full")]
    [InlineData("a.cs(1,1): error CS1002: ; expected", "the build failed: a.cs(1,1): error CS1002")]
    public void A_failed_build_is_one_sentence(string log, string sentence)
    {
        _machine.Add("dotnet", $"[ \"$1\" != --list-sdks ] || {{ echo '10.0.401 [x]'; exit 0; }}\necho '{log}'; exit 1");
        (int status, _, string error) = _machine.Run("list");
        Assert.Equal(2, status);
        Assert.Contains(sentence, error);
    }

    [Fact]
    public void An_interrupt_gives_130_and_the_next_run_builds()
    {
        _machine.Add("dotnet", "[ \"$1\" != --list-sdks ] || { echo '10.0.401 [x]'; exit 0; }\nkill -INT $PPID; exit 130");
        (int status, _, string error) = _machine.Run("list");
        Assert.Equal(130, status);
        Assert.Contains("interrupted", error);
        Assert.False(File.Exists(Path.Combine(_machine.Checkout, "artifacts", "cli", "built-from")));
    }

    [Fact]
    public void Setup_puts_a_launcher_on_the_path_and_leaves_foreign_files_alone()
    {
        _machine.Add("id", "echo 1000");
        (int status, _, string error) = _machine.Run("setup");
        Assert.True(status == 0, error);
        string launcher = Path.Combine(_machine.Home, ".local", "bin", "singular");
        Assert.Equal(Path.Combine(_machine.Checkout, "singular"), new FileInfo(launcher).LinkTarget);
        Assert.Contains("is not on your PATH yet", error);
        using (Process linked = Process.Start(new ProcessStartInfo(launcher, ["list"])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = _machine.Bin },
        })!)
        {
            Assert.Equal("got: list\n", linked.StandardOutput.ReadToEnd());
        }

        File.Delete(launcher);
        File.WriteAllText(launcher, "mine");
        (status, _, error) = _machine.Run("setup");
        Assert.Equal(2, status);
        Assert.Equal("mine", File.ReadAllText(launcher));
        Assert.Contains("left as it is", error);
    }

    [Theory]
    [InlineData("echo 'Passed!  - Failed:     0, Passed:    52, Skipped:     1, Total:    53, Duration: 1 s - A.dll (net10.0)'", 0, "52 passed, 0 failed, 1 skipped")]
    [InlineData("echo '  Failed A.B.C [1 ms]'; echo 'Failed!  - Failed:     2, Passed:    50, Skipped:     0, Total:    52, Duration: 1 s - A.dll (net10.0)'; exit 1", 1, "50 passed, 2 failed, 0 skipped")]
    [InlineData("echo 'The active test run was aborted. Reason: Test host process crashed'; exit 1", 1, "0 passed, 1 failed, 0 skipped")]
    public void Test_adds_up_what_the_projects_report(string run, int expected, string total)
    {
        _machine.Add("dotnet", $"[ \"$1\" != --list-sdks ] || {{ echo '10.0.401 [x]'; exit 0; }}\nif [ \"$1\" = publish ]; then mkdir -p \"$SANDBOX_BIN/../checkout/artifacts/cli.new\"; printf '#!/bin/sh\\n' >\"$SANDBOX_BIN/../checkout/artifacts/cli.new/singular\"; chmod +x \"$SANDBOX_BIN/../checkout/artifacts/cli.new/singular\"; fi\n{Sandbox.MakesFeed}\n[ \"$1\" != test ] || {{ {run}; }}");
        (int status, string output, string error) = _machine.Run("test");
        Assert.True(expected == status, error);
        Assert.Equal(total, output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void Arguments_that_the_scripts_own_verbs_do_not_know_are_refused()
    {
        Assert.Equal(2, _machine.Run("setup", "--wrong").Status);
        Assert.Equal(2, _machine.Run("test", "--wrong").Status);
    }
}
