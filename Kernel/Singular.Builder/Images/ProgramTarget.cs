using Singular.Builder.Compile;

namespace Singular.Builder.Images;

/// <summary>What programs are made for: the classes of the platform that their entry points create, and the native code that goes
/// with them. The rest of a program is the same on every target.</summary>
/// <param name="KernelPlatform">Assembly and class of the kernel's platform.</param>
/// <param name="DriverPlatform">Assembly and class of the platform of a driver process.</param>
/// <param name="NativeLibrary">Name by which the platform calls its native code; empty where it has none.</param>
/// <param name="NativeFolder">Where that lies in the kernel's sources.</param>
internal sealed record ProgramTarget(
    (string Assembly, string Type) KernelPlatform,
    (string Assembly, string Type) DriverPlatform,
    string NativeLibrary,
    string NativeFolder)
{
    /// <summary>The class whose <c>Run</c> is the kernel.</summary>
    internal static (string Assembly, string Type) KernelProgram { get; } = ("Singular.Kernel", "Singular.Kernel.KernelProgram");

    /// <summary>The class whose <c>Run</c> is the kernel of an image for a check.</summary>
    internal static (string Assembly, string Type) CheckedKernelProgram { get; } = ("Singular.Kernel.CheckAgent", "Singular.Kernel.CheckAgent.CheckedKernelProgram");

    /// <summary>The class whose <c>Run</c> is a driver process.</summary>
    internal static (string Assembly, string Type) DriverProgram { get; } =
        ("Singular.Kernel.DriverHost", "Singular.Kernel.DriverHost.DriverProgram");

    /// <summary>The machine: above the nucleus, in ring 0 and ring 3.</summary>
    internal static ProgramTarget Machine { get; } = new(
        ("Singular.Kernel.Machine", "Singular.Kernel.Machine.NucleusPlatform"),
        ("Singular.Kernel.Machine", "Singular.Kernel.Machine.NucleusDriverPlatform"),
        "singular_nucleus",
        "Singular.Kernel.Machine/native");

    /// <summary>A Linux system with simulated devices.</summary>
    internal static ProgramTarget Hosted { get; } = new(
        ("Singular.Kernel.Hosting", "Singular.Kernel.Hosting.HostedPlatform"),
        ("Singular.Kernel.Hosting", "Singular.Kernel.Hosting.HostedDriverPlatform"),
        "",
        "");

    /// <summary>The native code, in a fixed order.</summary>
    internal IReadOnlyList<NativeModule> NativeModules(string kernelSourceFolder)
    {
        if (NativeLibrary.Length == 0)
            return [];
        string folder = Path.Combine(kernelSourceFolder, NativeFolder);
        if (!Directory.Exists(folder))
            throw new BuildException(BuildCode.InputMissing, folder, "there is no such folder", "the machine's assembly code", "Run `singular` from a checkout.");
        return [new NativeModule(NativeLibrary, [.. Directory.GetFiles(folder, "*.S").Order(StringComparer.Ordinal)])];
    }
}
