using Singular.Builder.Generate;
using Singular.Builder.Generate.Binding;
using Singular.Builder.Generate.Entry;
using Singular.Builder.ReEmit;

namespace Singular.Builder.Images;

/// <summary>Puts the managed side of programs together: drivers, the boundary code of their contracts, a generated entry point, and
/// what of the system these refer to.</summary>
internal sealed class ManagedProgramFactory
{
    /// <summary>What every generated assembly refers to.</summary>
    private static readonly string[] GenerationReferences =
        ["Singular.Channels", "Singular.Channels.Runtime", "Singular.Drivers.Sdk"];

    private const string SystemContracts = "Singular.Contracts";

    private readonly SystemAssemblies _system;
    private readonly ProgramTarget _target;
    private readonly List<AssemblyFile> _contracts;
    private readonly Dictionary<string, AssemblyFile> _generated = new(StringComparer.Ordinal);

    /// <param name="system">The system's assemblies.</param>
    /// <param name="target">What the programs are made for.</param>
    /// <param name="contracts">Contract assemblies beside the system's own.</param>
    internal ManagedProgramFactory(SystemAssemblies system, ProgramTarget target, IReadOnlyList<AssemblyFile> contracts)
    {
        _system = system;
        _target = target;
        _contracts = [system[SystemContracts], .. contracts];
    }

    /// <summary>The kernel with the drivers that are placed in it.</summary>
    /// <param name="drivers">These drivers.</param>
    /// <param name="all">All drivers of the image: whatever two of them say to each other goes through the kernel.</param>
    internal ManagedProgram Kernel(IReadOnlyList<ImageDriver> drivers, IReadOnlyList<ImageDriver> all) =>
        Create(ImagePrograms.Kernel, drivers, PackageContracts.Of(all.Where(driver => driver.IsTypeSafe)), ProgramTarget.KernelProgram, _target.KernelPlatform);

    /// <summary>The same for an image that is made to check one of its drivers: an agent in place of the shell.</summary>
    /// <inheritdoc cref="Kernel" path="/param"/>
    internal ManagedProgram CheckedKernel(IReadOnlyList<ImageDriver> drivers, IReadOnlyList<ImageDriver> all) =>
        Create(ImagePrograms.Kernel, drivers, PackageContracts.Of(all.Where(driver => driver.IsTypeSafe)), ProgramTarget.CheckedKernelProgram, _target.KernelPlatform);

    /// <summary>The process of one driver.</summary>
    internal ManagedProgram Driver(ImageDriver driver) =>
        Create(ImagePrograms.NameOf(driver), [driver], PackageContracts.Of([driver]), ProgramTarget.DriverProgram, _target.DriverPlatform);

    private ManagedProgram Create(
        string name, IReadOnlyList<ImageDriver> drivers, IReadOnlyList<AssemblyFile> packageContracts, (string Assembly, string Type) program, (string Assembly, string Type) platform)
    {
        List<AssemblyFile> contracts = [.. _contracts, .. packageContracts];
        List<AssemblyFile> generated = [.. contracts.Select(contract => Generated(contract, contracts))];
        // Two instances of one driver share its code.
        List<ImageDriver> distinct = [.. drivers.DistinctBy(driver => driver.Record.Manifest.Id).Select(driver => Bound(driver, contracts))];
        AssemblyFile entry = Generating(name, () => EntryGenerator.Generate(new EntryRequest
        {
            Name = ImagePrograms.EntryAssembly,
            Drivers = [.. distinct.Select(Entry)],
            Generated = generated,
            Program = program,
            Platform = platform,
            References = References(program.Assembly, platform.Assembly),
        }));
        List<AssemblyFile> untrusted = Once([.. generated, .. distinct.SelectMany(driver => driver.Assemblies.Select(File)), .. packageContracts]);
        return new ManagedProgram(name, entry, _system.Closure(entry, [.. untrusted, .. _contracts.Skip(1)]), untrusted);
    }

    private AssemblyFile Generated(AssemblyFile contract, List<AssemblyFile> contracts)
    {
        if (!_generated.TryGetValue(contract.Name, out AssemblyFile? file))
        {
            file = Generating(contract.Name, () => ContractGenerator.Generate(
                contract, [.. GenerationReferences.Select(name => _system[name]), .. contracts.Where(other => other.Name != contract.Name)]));
            _generated.Add(contract.Name, file);
        }
        return file;
    }

    /// <summary>Two packages with the same assembly have one between them: its name follows from its content. Of one name and different
    /// content both are left, which the program's closure refuses.</summary>
    private static List<AssemblyFile> Once(List<AssemblyFile> files)
    {
        List<AssemblyFile> once = [];
        foreach (AssemblyFile file in files)
        {
            if (!once.Exists(other => other.Name == file.Name && other.Bytes.Span.SequenceEqual(file.Bytes.Span)))
                once.Add(file);
        }
        return once;
    }

    /// <summary>A driver that has all members of the contracts of this image, whenever it was compiled.</summary>
    private static ImageDriver Bound(ImageDriver driver, IReadOnlyList<AssemblyFile> contracts) =>
        driver with { Assemblies = ContractBinder.Bind(driver.Assemblies, contracts, driver.Record.Manifest.Provides) };

    private List<AssemblyFile> References(string program, string platform)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        List<AssemblyFile> files = [];
        IEnumerable<AssemblyFile> roots = GenerationReferences.Append(program).Append(platform).Select(name => _system[name]).Concat(_contracts);
        foreach (AssemblyFile root in roots)
        {
            foreach (AssemblyFile file in _system.Closure(root, []).Prepend(root))
            {
                if (names.Add(file.Name))
                    files.Add(file);
            }
        }
        return files;
    }

    private static AssemblyFile Generating(string place, Func<AssemblyFile> generate)
    {
        try
        {
            return generate();
        }
        catch (GenerationException error)
        {
            throw new BuildException(BuildCode.NotGeneratable, place, error.Found, error.Expected, error.Message);
        }
    }

    private static EntryDriver Entry(ImageDriver driver)
    {
        string id = driver.Record.Manifest.Id;
        ReEmittedAssembly main = driver.Assemblies.FirstOrDefault(assembly => assembly.OriginalName == id)
            ?? throw new BuildException(
                BuildCode.InputMissing, id, "the driver has no assembly of its own name", $"'{id}' among its assemblies", "Install the package again.");
        return new EntryDriver(id, File(main), [.. driver.Assemblies.Where(assembly => assembly != main).Select(File)]);
    }

    private static AssemblyFile File(ReEmittedAssembly assembly) => new(assembly.Name, assembly.Bytes);
}
