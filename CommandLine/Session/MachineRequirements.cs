namespace Singular.CommandLine.Session;

/// <summary>What has to be on the machine. The set-up-and-run script installs the same; a test compares the two lists.</summary>
internal static class MachineRequirements
{
    /// <summary>Programs, or files by their path, and the Debian package that has them.</summary>
    public static readonly IReadOnlyList<(string Thing, string Package)> Debian =
    [
        ("clang", "clang"),
        ("ld.lld", "lld"),
        ("objcopy", "binutils"),
        ("/usr/lib/x86_64-linux-gnu/libc.a", "libc6-dev"),
        ("qemu-system-x86_64", "qemu-system-x86"),
        ("mkfs.fat", "dosfstools"),
        ("mcopy", "mtools"),
    ];

    /// <summary>Everything with whether it is there and what to do where it is not.</summary>
    public static IEnumerable<(bool IsThere, string What, string Remedy)> All =>
    [
        .. Debian.Select(requirement => (IsThere(requirement.Thing), requirement.Thing, $"run './singular setup', or: apt-get install {requirement.Package}")),
        (IsThere("dotnet"), ".NET SDK 10", "install it from https://dotnet.microsoft.com/download and put 'dotnet' on the PATH"),
        (IsThere("singular"), "'singular' on the PATH", "run './singular setup' once"),
    ];

    // Debian keeps mkfs.fat where only root's PATH looks.
    private static bool IsThere(string thing) => thing.StartsWith('/')
        ? File.Exists(thing)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, thing)));
}
