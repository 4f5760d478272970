using System.Runtime.Versioning;
using System.Text.Json;
using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary>An installation ends with the programs of process-placed drivers, unless the owner does not want that now.</summary>
[Collection(RootCollection.Name)]
[SupportedOSPlatform("linux")]
public sealed class InstalledProgramTests(DevelopmentRoot root) : IDisposable
{
    private const string Compiled = "Compile driver/EarlySource: ";

    public void Dispose()
    {
        if (IsInstalled)
            root.Run("remove", "EarlySource").Expect(0);
    }

    private bool IsInstalled => root.Run("list").Output.Contains("EarlySource", StringComparison.Ordinal);

    [Fact]
    public void The_program_is_made_once_and_its_failure_does_not_undo_the_installation()
    {
        // A constant of its own makes each run's program one that no cache has.
        string package = DriverPackages.Pack(root.Beside("early"), "EarlySource",
            $$"""
            [Driver(Provides = typeof(IRandomSource))]
            public sealed class EarlySource : IRandomSource
            {
                private ulong _state = {{(ulong)DateTime.UtcNow.Ticks}};

                public RandomQuality Quality() => RandomQuality.Predictable;

                public Result<Done, RandomError> Fill(Span<byte> buffer)
                {
                    foreach (ref byte value in buffer)
                        value = (byte)((_state = (_state * 6364136223846793005) + 1442695040888963407) >> 56);
                    return default(Done);
                }
            }
            """);
        root.Run("sign", package).Expect(0);
        root.Run("policy", "set", "EarlySource", "--place", "process").Expect(0);

        Assert.DoesNotContain(Compiled, root.Run("install", package, "--no-compile").Expect(0).Error);
        root.Run("remove", "EarlySource").Expect(0);

        Assert.Contains("EarlySource is installed, but its program cannot be made", InstallWithABrokenLinker(package).Expect(1).Error);
        Assert.True(IsInstalled);
        root.Run("remove", "EarlySource").Expect(0);

        Assert.Contains(Compiled, root.Run("install", package).Expect(0).Error);
        root.Run("remove", "EarlySource").Expect(0);
        Assert.DoesNotContain(Compiled, root.Run("install", package).Expect(0).Error);

        CommandResult image = root.Run("image", "--json").Expect(0);
        Assert.DoesNotContain(Compiled, image.Error);
        using JsonDocument files = JsonDocument.Parse(image.Output);
        Assert.Equal(["nucleus", "image"], files.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.All(files.RootElement.EnumerateObject(), member => Assert.True(File.Exists(member.Value.GetString()), member.Value.GetString()));
    }

    private CommandResult InstallWithABrokenLinker(string package)
    {
        string tools = Directory.CreateDirectory(root.Beside("tools")).FullName;
        string clang = Path.Combine(tools, "clang");
        File.WriteAllText(clang, "#!/bin/sh\necho no disk >&2\nexit 1\n");
        File.SetUnixFileMode(clang, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Command.Run(
            ["install", package, "--root", root.Folder], "",
            new Dictionary<string, string> { ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}" });
    }
}
