using System.Security.Cryptography;
using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary>What must not be installed is refused with a code of its own and one line, and the store stays as it was, to the byte.</summary>
[Collection(RootCollection.Name)]
public sealed class RefusalTests(DevelopmentRoot root)
{
    private static string Clock(string member, string ports = "0x2F0, 2", string before = "") =>
        $$"""
        [Driver(Provides = typeof(IClock))]
        public sealed class Candidate([Ports({{ports}})] IoPorts ports) : IClock
        {
            {{before}}
            public Result<CalendarTime, ClockError> Now() => new CalendarTime({{member}}, 1, 1, 0, 0, 0);
        }
        """;

    [Fact]
    public void A_flipped_bit()
    {
        string package = Signed("Flipped", Clock("ports.Read8(0)"));
        byte[] bytes = File.ReadAllBytes(package);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(package, bytes);
        Refused(package, "SignatureBroken");
    }

    [Fact]
    public void An_unknown_key()
    {
        string package = DriverPackages.Pack(root.Beside("Stranger"), "Stranger", Clock("ports.Read8(0)"));
        string other = root.Beside("other");
        Command.Run("keys", "new", "stranger", "--root", other).Expect(0);
        Command.Run("sign", package, "--key", "stranger", "--root", other).Expect(0);
        CommandResult refused = Refused(package, "SignerUnknown");
        Assert.Contains("singular trust add", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unsafe_IL_in_the_kernel() =>
        Refused(Placed("Pointers", Clock("Peek(0x1000)", before: "private static unsafe int Peek(int address) => *(int*)address;"), "kernel"), "VerificationFailed", "IL_0002: StackByRef");

    [Fact]
    public void A_native_import() =>
        Refused(
            Placed("Native", Clock("getpid()", before: "[DllImport(\"libc\")] private static extern int getpid();"), "kernel"), "VerificationFailed", "PInvoke");

    [Fact]
    public void A_native_import_is_not_waived_for_a_process_either() =>
        Refused(
            Placed("NativeProcess", Clock("getpid()", before: "[DllImport(\"libc\")] private static extern int getpid();"), "process"), "VerificationFailed", "PInvoke");

    [Fact]
    public void Ports_of_another_driver() => Refused(Signed("Thief", Clock("ports.Read8(0)", ports: "0x71, 1")), "PortRangeOwned");

    private string Signed(string id, string source)
    {
        string package = DriverPackages.Pack(root.Beside(id), id, source, allowUnsafe: source.Contains(" unsafe ", StringComparison.Ordinal));
        root.Run("sign", package).Expect(0);
        return package;
    }

    private string Placed(string id, string source, string placement)
    {
        root.Place(id, placement);
        return Signed(id, source);
    }

    private CommandResult Refused(string package, string code, string detail = "")
    {
        string before = Content(Path.Combine(root.Folder, "store"));
        CommandResult result = root.Run("install", package).Expect(1);
        Assert.NotEmpty(result.Complaints);
        // One line each: code, where, what, what to do. A verification gives all its findings.
        Assert.All(result.Complaints, line => Assert.Matches(@"^[A-Za-z]+: .+: .+\. [A-Z].+[^.]\.$", line));
        Assert.True(
            result.Complaints.Any(line => line.StartsWith(code + ": ", StringComparison.Ordinal) && line.Contains(detail, StringComparison.Ordinal)),
            $"no {code} with {detail}:\n{result.Error}");
        Assert.Equal(before, Content(Path.Combine(root.Folder, "store")));
        return result;
    }

    private static string Content(string folder) => string.Join(
        '\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            // Who held the lock last is no content.
            .Where(file => !Path.GetFileName(file).StartsWith("lock", StringComparison.Ordinal))
            .Select(file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));
}
