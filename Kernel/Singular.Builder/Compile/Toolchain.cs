namespace Singular.Builder.Compile;

/// <summary>The programs and folders that a compile uses, all checked to be there.</summary>
public sealed class Toolchain
{
    /// <summary>Drivers of the linker, the preferred first; both also assemble.</summary>
    private static readonly string[] LinkerDrivers = ["clang", "gcc"];

    private Toolchain(string packageFolder, string linkerDriver)
    {
        PackageFolder = packageFolder;
        LinkerDriver = linkerDriver;
    }

    /// <summary>Version of the compiler and of the runtime that goes into every program.</summary>
    public static string Version => CompilerVersion.Value;

    /// <summary>Id of the NuGet package that holds both.</summary>
    public const string PackageId = "runtime.linux-x64.Microsoft.DotNet.ILCompiler";

    /// <summary>The unpacked NuGet package.</summary>
    public string PackageFolder { get; }

    /// <summary>Full path of clang or gcc, which assembles and calls the linker.</summary>
    public string LinkerDriver { get; }

    /// <summary>Full path of the compiler.</summary>
    public string Compiler => Path.Combine(PackageFolder, "tools", "ilc");

    /// <summary>The runtime's archives and its core library.</summary>
    public string RuntimeFolder => Path.Combine(PackageFolder, "sdk");

    /// <summary>The platform library.</summary>
    public string FrameworkFolder => Path.Combine(PackageFolder, "framework");

    /// <summary>Finds everything or says what is missing.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.ToolMissing"/>, with what to run.</exception>
    public static Toolchain Locate() => Locate(ToolchainOptions.FromEnvironment());

    /// <inheritdoc cref="Locate()"/>
    public static Toolchain Locate(ToolchainOptions options)
    {
        string package = Path.Combine(options.PackagesFolder, PackageId.ToLowerInvariant(), Version);
        string[] needed = ["tools/ilc", "sdk/libbootstrapper.o", "sdk/System.Private.CoreLib.dll", "framework/System.Runtime.dll"];
        foreach (string file in needed)
        {
            if (!File.Exists(Path.Combine(package, file)))
                throw Missing($"the .NET native compiler, version {Version}", Path.Combine(package, file));
        }
        string driver = LinkerDrivers.Select(name => Find(name, options.SearchPath)).FirstOrDefault(path => path is not null)
            ?? throw Missing("clang (or gcc)", options.SearchPath);
        if (Find("ld.lld", options.SearchPath) is null)
            throw Missing("the linker ld.lld", options.SearchPath);
        return new Toolchain(package, driver);
    }

    /// <summary>Full path of a program, or null.</summary>
    internal static string? Find(string program, string searchPath) =>
        searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static BuildException Missing(string what, string where) =>
        new(BuildCode.ToolMissing, what, $"it is not at '{where}'", "it to be installed", "Run `singular setup`.");
}
