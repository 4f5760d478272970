using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>Makes a driver's manifest from its IL. Attributes are read by name; nothing is executed.</summary>
public static class ManifestDerivation
{
    private const string Sdk = "Singular.Drivers.";
    private const string Reflection = "System.Reflection.";

    /// <summary>Derives the manifest of a driver assembly.</summary>
    /// <param name="driver">The bytes of the driver's assembly.</param>
    /// <param name="folders">Finds its private dependencies, contract assemblies and <c>Singular.Channels</c>.</param>
    /// <param name="license">The licence expression of the package, which IL does not carry; empty where there is none.</param>
    /// <exception cref="RefusedException">The assembly is no driver, or something about it is not as it must be.</exception>
    public static DriverManifest Derive(byte[] driver, AssemblyFolders folders, string license)
    {
        return DeepStack.Run(() =>
        {
            using AssemblyDefinition assembly = AssemblyImage.Load(driver, "driver assembly", folders);
            try
            {
                return Derive(assembly, license);
            }
            catch (Exception error) when (error is not (RefusedException or OutOfMemoryException))
            {
                throw AssemblyImage.Unreadable(assembly.Name.Name, error);
            }
        });
    }

    /// <summary>Checks that a private dependency is what its file name says and takes nobody else's place.</summary>
    /// <exception cref="RefusedException"><c>AssemblyNameReserved</c>, <c>AssemblyNameDiffers</c>, or why it cannot be
    /// read.</exception>
    internal static void CheckDependency(string simpleName, byte[] image, AssemblyFolders folders)
    {
        if (folders.HasInFolders(simpleName))
            throw AssemblyNames.Reserved(simpleName, "the system has an assembly of this name");
        string found = DeepStack.Run(() =>
        {
            using AssemblyDefinition assembly = AssemblyImage.Load(image, simpleName, folders);
            return assembly.Name.Name;
        });
        if (found != simpleName)
            throw new RefusedException(RefusalCode.AssemblyNameDiffers, $"{simpleName}.dll", $"the file holds an assembly named {found}", "name the file after the assembly");
    }

    /// <summary>The contract texts of all contract interfaces in an assembly, by contract name.</summary>
    /// <exception cref="RefusedException">A contract is not as it must be, or the assembly cannot be read.</exception>
    public static IReadOnlyList<ContractText> Contracts(byte[] contractAssembly, AssemblyFolders folders)
    {
        return DeepStack.Run(() =>
        {
            using AssemblyDefinition assembly = AssemblyImage.Load(contractAssembly, "contract assembly", folders);
            try
            {
                return (IReadOnlyList<ContractText>)[.. assembly.MainModule.Types
                    .Where(type => AttributeReading.Has(type, "Singular.Channels.ContractAttribute"))
                    .Select(ContractText.Of)
                    .OrderBy(text => text.Name, StringComparer.Ordinal)];
            }
            catch (Exception error) when (error is not (RefusedException or OutOfMemoryException))
            {
                throw AssemblyImage.Unreadable(assembly.Name.Name, error);
            }
        });
    }

    private static DriverManifest Derive(AssemblyDefinition assembly, string license)
    {
        string id = assembly.Name.Name;
        if (!NameRules.IsPackageId(id))
            throw new RefusedException(RefusalCode.NuspecInvalid, id, "the assembly's name is not one that a package id can have", "rename the assembly");
        TypeDefinition driver = FindDriver(assembly);
        MethodDefinition constructor = FindConstructor(driver);
        var resources = new ConstructorResources(id);
        foreach (ParameterDefinition parameter in constructor.Parameters)
            resources.Add(parameter);
        return new DriverManifest
        {
            Id = id,
            Version = Version(assembly),
            Profile = DriverManifest.CurrentProfile,
            KernelInterface = DriverManifest.CurrentKernelInterface,
            DriverType = TypeText.FullName(driver),
            Description = AssemblyText(assembly, "AssemblyDescriptionAttribute"),
            License = license,
            Provides = Provided(driver),
            Imports = resources.Imports,
            Ports = resources.Ports,
            Interrupts = resources.Interrupts,
            Memory = resources.Memory,
            Budget = Budget(driver),
        };
    }

    private static TypeDefinition FindDriver(AssemblyDefinition assembly)
    {
        TypeDefinition[] drivers = [.. assembly.MainModule.GetTypes().Where(type => AttributeReading.Has(type, Sdk + "DriverAttribute"))];
        if (drivers.Length == 0)
        {
            throw new RefusedException(RefusalCode.DriverClassMissing, assembly.Name.Name, "no class has the Driver attribute",
                "mark the driver's class with [Driver(Provides = typeof(IContract))]");
        }
        if (drivers.Length > 1)
        {
            throw new RefusedException(RefusalCode.DriverClassNotUnique, assembly.Name.Name,
                $"{drivers.Length} classes have the Driver attribute, a package has one driver", "make a package of each");
        }
        TypeDefinition driver = drivers[0];
        bool isPlain = driver.IsClass && !driver.IsValueType && driver.IsPublic && driver.IsSealed && !driver.IsAbstract && !driver.HasGenericParameters
            && NameRules.IsTypeName(TypeText.FullName(driver));
        if (!isPlain)
        {
            throw new RefusedException(RefusalCode.DriverClassInvalid, TypeText.FullName(driver),
                "a driver is a public sealed class without type parameters and not nested in another", "declare it so");
        }
        return driver;
    }

    private static MethodDefinition FindConstructor(TypeDefinition driver)
    {
        MethodDefinition[] constructors = [.. driver.Methods.Where(method => method.IsConstructor && !method.IsStatic && method.IsPublic)];
        if (constructors.Length != 1)
        {
            throw new RefusedException(RefusalCode.ConstructorInvalid, TypeText.FullName(driver),
                $"{constructors.Length} public constructors, a driver has exactly one: it names all that the driver needs", "keep one");
        }
        return constructors[0];
    }

    private static ContractReference Provided(TypeDefinition driver)
    {
        CustomAttribute attribute = AttributeReading.Find(driver, Sdk + "DriverAttribute")!;
        var named = AttributeReading.Property(attribute, "Provides") as TypeReference;
        // The platform holds no contracts, and its assemblies are not among those that can be found.
        bool isCandidate = named is not null and not TypeSpecification && !TypeText.FullName(named).StartsWith("System.", StringComparison.Ordinal);
        if (!isCandidate || named!.Resolve() is not { } contract)
        {
            throw new RefusedException(RefusalCode.DriverClassInvalid, TypeText.FullName(driver), "the Driver attribute names no contract in Provides",
                "write [Driver(Provides = typeof(IContract))]");
        }
        string name = TypeText.FullName(contract);
        if (!driver.Interfaces.Any(implemented => TypeText.FullName(implemented.InterfaceType) == name))
        {
            throw new RefusedException(RefusalCode.DriverClassInvalid, TypeText.FullName(driver), $"the class says that it provides {name} and does not implement it",
                "implement the interface");
        }
        return ContractText.Of(contract).Reference;
    }

    private static DriverBudget Budget(TypeDefinition driver)
    {
        CustomAttribute attribute = AttributeReading.Find(driver, Sdk + "DriverAttribute")!;
        long memory = AttributeReading.Property(attribute, "MemoryBudget") as long? ?? 0;
        int work = AttributeReading.Property(attribute, "WorkBudget") as int? ?? 0;
        if (memory is >= 0 and <= ManifestLimits.MaxMemoryBytes && work is >= 0 and <= DriverBudget.MaxWorkMilliseconds)
            return new DriverBudget(memory, work);
        throw new RefusedException(RefusalCode.DriverClassInvalid, TypeText.FullName(driver),
            $"the Driver attribute states a budget of {memory} bytes and {work} ms; up to {ManifestLimits.MaxMemoryBytes} bytes and {DriverBudget.MaxWorkMilliseconds} ms can be stated", "correct MemoryBudget or WorkBudget");
    }

    private static SemanticVersion Version(AssemblyDefinition assembly)
    {
        string text = AssemblyText(assembly, "AssemblyInformationalVersionAttribute");
        int plus = text.IndexOf('+');
        if (SemanticVersion.TryParse(plus < 0 ? text : text[..plus], out SemanticVersion version))
            return version;
        throw new RefusedException(RefusalCode.AssemblyVersionInvalid, assembly.Name.Name,
            $"the informational version \"{text}\" is no semantic version", "set <Version> in the project, e.g. 1.0.0");
    }

    private static string AssemblyText(AssemblyDefinition assembly, string attributeName)
    {
        CustomAttribute? attribute = AttributeReading.Find(assembly, Reflection + attributeName);
        string text = attribute is null ? "" : AttributeReading.Argument<string>(attribute, 0) ?? "";
        // A line break in a project file's description is layout, not text.
        text = string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (text.Length <= ManifestLimits.MaxTextLength && TextRules.IsPlain(text))
            return text;
        throw new RefusedException(RefusalCode.ManifestInvalid, attributeName, "the text is too long or has control characters", "shorten or clean it");
    }
}
