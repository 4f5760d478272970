using Singular.Builder;
using Singular.Builder.Compile;
using Singular.Manifests;

namespace Singular.CommandLine.Session;

/// <summary>The checkout that the command line runs from and what was built in it.</summary>
internal sealed class Workspace
{
    /// <summary>Set by the set-up-and-run script to the checkout's folder.</summary>
    private const string CheckoutVariable = "SINGULAR_CHECKOUT";

    /// <summary>Those of the system's assemblies that a driver may refer to.</summary>
    public static readonly IReadOnlyList<string> SystemReferences = ["Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk"];

    private Workspace(string checkout) => Checkout = checkout;

    public string Checkout { get; }

    /// <summary>The system's managed assemblies: contracts, SDK, runtime of channels, kernel.</summary>
    public string SystemFolder => Path.Combine(Checkout, "artifacts", "system");

    /// <summary>The stock drivers' assemblies, a folder each.</summary>
    public string DriversFolder => Path.Combine(Checkout, "artifacts", "drivers");

    public string KernelSourceFolder => Path.Combine(Checkout, "Kernel");

    /// <summary>Compiled programs, shared by all roots.</summary>
    public string CacheFolder => Path.Combine(Checkout, "artifacts", "cache");

    /// <summary>Finds the checkout: the environment's, else the one that this program lies in.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public static Workspace Find()
    {
        if (Environment.GetEnvironmentVariable(CheckoutVariable) is { Length: > 0 } named)
            return new Workspace(Path.GetFullPath(named));
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Singular.sln")))
                return new Workspace(folder.FullName);
        }

        throw CommandFailure.CouldNotRun($"The checkout was not found above {AppContext.BaseDirectory}; start it as ./singular from a checkout, or set {CheckoutVariable}.");
    }

    /// <summary>What makes images and programs of this checkout's system.</summary>
    /// <param name="progress">Gets each step; null for nobody.</param>
    /// <exception cref="BuildException">A tool is missing.</exception>
    public ImageBuilder ImageBuilder(IProgress<BuildStep>? progress) => new(
        new ImageBuilderOptions { SystemAssembliesFolder = SystemFolder, KernelSourceFolder = KernelSourceFolder, CacheFolder = CacheFolder }, progress);

    /// <summary>Everything that a driver's IL may refer to: two folders of the platform, and files.</summary>
    public IReadOnlyList<string> ReferencePaths()
    {
        Toolchain toolchain = Toolchain.Locate();
        return [toolchain.FrameworkFolder, toolchain.RuntimeFolder, .. SystemReferences.Select(RequireSystem)];
    }

    /// <summary>The same for the verifier.</summary>
    public Verifier.ReferenceSet References() => OpenReferences(ReferencePaths());

    /// <summary>The same for the verifier, with contracts at the minor versions that a package was compiled against.</summary>
    public Verifier.ReferenceSet References(DriverPackage package)
    {
        IReadOnlyDictionary<string, byte[]> older = package.ContractsAsCompiled([SystemFolder]);
        Verifier.ReferenceSet references = OpenReferences([.. ReferencePaths().Where(path => !older.ContainsKey(Path.GetFileNameWithoutExtension(path)))]);
        foreach (byte[] contracts in older.Values)
            references.Add(contracts);
        return references;
    }

    /// <summary>A reference set of files, and of folders whose assemblies all count.</summary>
    public static Verifier.ReferenceSet OpenReferences(IReadOnlyList<string> paths)
    {
        var references = new Verifier.ReferenceSet();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
                references.AddFolder(path);
            else
                references.AddFile(path);
        }

        return references;
    }

    /// <summary>The path of one of the system's assemblies.</summary>
    /// <exception cref="CommandFailure">It was not built.</exception>
    public string RequireSystem(string name)
    {
        string path = Path.Combine(SystemFolder, name + ".dll");
        return File.Exists(path) ? path : throw CommandFailure.CouldNotRun($"{path} is missing; start the program as ./singular, which builds it.");
    }

    /// <summary>Says which root the user means.</summary>
    public string LocateRoot(string? named) =>
        Root.Locate(named, Environment.GetEnvironmentVariable(Root.EnvironmentVariable), Directory.GetCurrentDirectory(), Checkout);
}
