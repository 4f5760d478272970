using System.Reflection;
using Singular.Channels.Runtime;
using Singular.Drivers;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>A driver of a hosted image: its code, loaded into this process, and what it asks for.</summary>
public sealed class DriverUnderCheck
{
    private DriverUnderCheck(string imageFolder, DriverRecord record, Type driver, CheckedContracts contracts, IReadOnlyList<DriverUnderCheck> providers)
    {
        ImageFolder = imageFolder;
        Record = record;
        Contracts = contracts;
        Providers = providers;
        Contract = contracts.Find(record.Manifest.Provides).ContractType;
        ConstructorInfo constructor = driver.GetConstructors().Single();
        bool usesAwait = driver.Assembly.GetTypes().Any(type => type.IsAssignableTo(typeof(System.Runtime.CompilerServices.IAsyncStateMachine)));
        Factory = new DriverFactory(
            record.Manifest.Id, usesAwait ? DomainOptions.UsesAwait : DomainOptions.None,
            [.. constructor.GetParameters().Select(parameter => parameter.ParameterType.FullName!)],
            arguments => constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    /// <summary>Folder of the hosted image, from which its process starts.</summary>
    public string ImageFolder { get; }

    public DriverRecord Record { get; }

    public DriverManifest Manifest => Record.Manifest;

    /// <summary>The contract that it provides.</summary>
    public Type Contract { get; }

    /// <summary>All contracts of the image.</summary>
    public CheckedContracts Contracts { get; }

    /// <summary>The other drivers of the image: what this one imports from, and what they import from in turn.</summary>
    public IReadOnlyList<DriverUnderCheck> Providers { get; }

    internal DriverFactory Factory { get; }

    /// <summary>Name of the instance that serves an import.</summary>
    internal string ProviderOf(ImportedContract import) => Record.Bindings.First(binding => binding.Parameter == import.Parameter).Provider;

    /// <summary>Loads the driver under check of an image.</summary>
    /// <param name="imageFolder">A hosted image under the JIT that was made for a check.</param>
    /// <param name="assembly">What to load in place of the image's assembly of the driver's class; null for that.</param>
    /// <exception cref="CheckException">The image is not of that kind.</exception>
    public static DriverUnderCheck Load(string imageFolder, string? assembly = null)
    {
        ImageRecord image = ImageRecordJson.Read(File.ReadAllBytes(Path.Combine(imageFolder, ImageRecord.EntryName)));
        DriverRecord record = Find(image, imageFolder);
        var contracts = new CheckedContracts(image.Drivers.Select(driver => FolderOf(imageFolder, driver)));
        DriverUnderCheck[] providers = [.. image.Drivers.Where(driver => driver != record)
            .Select(driver => new DriverUnderCheck(imageFolder, driver, DriverClass(imageFolder, driver, null, contracts), contracts, []))];
        return new DriverUnderCheck(imageFolder, record, DriverClass(imageFolder, record, assembly, contracts), contracts, providers);
    }

    /// <summary>The driver that an image was made to check.</summary>
    /// <exception cref="CheckException">There is none.</exception>
    internal static DriverRecord Find(ImageRecord image, string path) => image.Drivers.FirstOrDefault(record => record.Instance == image.UnderCheck)
        ?? throw new CheckException($"{path} was not made for a check: its record names no driver under check.");

    private static string FolderOf(string imageFolder, DriverRecord record) => Path.Combine(imageFolder, "driver", record.Manifest.Id);

    private static Type DriverClass(string imageFolder, DriverRecord record, string? assembly, CheckedContracts contracts)
    {
        string folder = FolderOf(imageFolder, record);
        // The name in the package, with a hash behind it where the assembly was written anew.
        string file = assembly ?? Directory.EnumerateFiles(folder, $"{record.Manifest.Id}*.dll").FirstOrDefault(path => IsMain(Path.GetFileNameWithoutExtension(path), record.Manifest.Id))
            ?? throw new CheckException($"{folder} has no assembly of {record.Manifest.Id}; build the image anew.");
        return contracts.Context.LoadFromAssemblyPath(Path.GetFullPath(file)).GetTypes().Single(type => type.IsDefined(typeof(DriverAttribute), inherit: false));
    }

    private static bool IsMain(string name, string id) => name == id || ReEmittedName.OriginalOf(name) == id;
}
