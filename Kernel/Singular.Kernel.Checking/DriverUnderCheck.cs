using System.Reflection;
using System.Runtime.Loader;
using Singular.Channels.Runtime;
using Singular.Drivers;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>A driver of a hosted image: its code, loaded into this process, and what it asks for.</summary>
public sealed class DriverUnderCheck
{
    private DriverUnderCheck(string imageFolder, DriverRecord record, Type driver)
    {
        ImageFolder = imageFolder;
        Record = record;
        Contract = SystemContracts.Find(record.Manifest.Provides).ContractType;
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

    internal DriverFactory Factory { get; }

    /// <summary>Loads the driver of an image that has one.</summary>
    /// <param name="imageFolder">A hosted image under the JIT.</param>
    /// <param name="assembly">What to load in place of the image's assembly of the driver's class; null for that.</param>
    /// <exception cref="CheckException">The image is not of that kind.</exception>
    public static DriverUnderCheck Load(string imageFolder, string? assembly = null)
    {
        DriverRecord record = ImageRecordJson.Read(File.ReadAllBytes(Path.Combine(imageFolder, ImageRecord.EntryName))).Drivers.Single();
        string folder = Path.Combine(imageFolder, "driver", record.Manifest.Id);
        string file = assembly ?? Directory.EnumerateFiles(folder, $"{record.Manifest.Id}.*dll").FirstOrDefault()
            ?? throw new CheckException($"{folder} has no assembly of {record.Manifest.Id}; build the image anew.");
        var context = new AssemblyLoadContext(record.Manifest.Id);
        context.Resolving += (loading, name) => name.Name!.StartsWith("Singular.", StringComparison.Ordinal) || !File.Exists(Path.Combine(folder, name.Name + ".dll"))
            ? null
            : loading.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll"));
        Type driver = context.LoadFromAssemblyPath(Path.GetFullPath(file)).GetTypes().Single(type => type.IsDefined(typeof(DriverAttribute), inherit: false));
        return new DriverUnderCheck(imageFolder, record, driver);
    }
}
