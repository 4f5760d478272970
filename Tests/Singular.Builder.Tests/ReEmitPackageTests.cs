using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Singular.Builder.ReEmit;
using Singular.Verifier;

namespace Singular.Builder.Tests;

/// <summary>Whole packages: real libraries, and the stock drivers. That writing is a fixpoint is checked by the writer itself
/// every time; here it is checked once more from outside.</summary>
public sealed class ReEmitPackageTests
{
    private static readonly string[] SystemNames = ["Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk"];

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    public static TheoryData<string> Drivers()
    {
        var names = new TheoryData<string>();
        foreach (string path in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (name.StartsWith("Singular.", StringComparison.Ordinal))
                continue;
            using ModuleDefinition module = ModuleDefinition.ReadModule(path);
            if (module.AssemblyReferences.Any(reference => reference.Name == "Singular.Drivers.Sdk"))
                names.Add(name);
        }
        return names;
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_stock_driver_is_carried_over_with_all_that_describes_it(string name)
    {
        ReEmittedAssembly written = Assert.Single(ReEmit(name));
        Assert.Equal(name, written.OriginalName);
        Assert.Matches($"^{name}\\.[0-9a-f]{{16}}$", written.Name);
        using ModuleDefinition before = ModuleDefinition.ReadModule(File(name));
        using ModuleDefinition after = ModuleDefinition.ReadModule(new MemoryStream(written.Bytes.ToArray()));
        TypeDefinition driver = before.Types.Single(IsDriver);
        TypeDefinition copy = after.Types.Single(IsDriver);
        Assert.Equal(driver.FullName, copy.FullName);
        Assert.Equal(Attributes(driver), Attributes(copy));
        // The verifier's and the generator's facts about the constructor's parameters survive.
        MethodDefinition constructor = driver.Methods.Single(m => m.IsConstructor && m.IsPublic);
        MethodDefinition copied = copy.Methods.Single(m => m.IsConstructor && m.IsPublic);
        Assert.Equal(constructor.Parameters.Select(p => p.Name + Attributes(p)), copied.Parameters.Select(p => p.Name + Attributes(p)));
    }

    [Fact]
    public void Assemblies_of_a_package_find_each_other_under_their_new_names_and_work()
    {
        IReadOnlyList<ReEmittedAssembly> written = ReEmit("Singular.Verifier", "Mono.Cecil");
        Assert.Equal(["Mono.Cecil", "Singular.Verifier"], written.Select(assembly => assembly.OriginalName));
        using (ModuleDefinition verifier = ModuleDefinition.ReadModule(new MemoryStream(written[1].Bytes.ToArray())))
        {
            Assert.Contains(verifier.AssemblyReferences, reference => reference.Name == written[0].Name);
            Assert.DoesNotContain(verifier.AssemblyReferences, reference => reference.Name == "Mono.Cecil");
        }
        var context = new AssemblyLoadContext("package", isCollectible: true);
        Assembly cecil = context.LoadFromStream(new MemoryStream(written[0].Bytes.ToArray()));
        context.Resolving += (_, name) => name.Name == written[0].Name ? cecil : null;
        Type references = context.LoadFromStream(new MemoryStream(written[1].Bytes.ToArray())).GetType("Singular.Verifier.ReferenceSet", throwOnError: true)!;
        object set = Activator.CreateInstance(references)!;
        references.GetMethod("AddFile")!.Invoke(set, [Samples.Path]);
        Assert.Equal(["Singular.Builder.Samples"], (IEnumerable<string>)references.GetProperty("Names")!.GetValue(set)!);
        context.Unload();
    }

    [Theory]
    [InlineData("Mono.Cecil")]
    [InlineData("Singular.Builder.Samples")]
    [InlineData("Singular.Manifests.Model")]
    public void Writing_again_what_was_written_changes_no_byte(string name)
    {
        ReEmittedAssembly once = Assert.Single(ReEmit(name));
        using ReferenceSet references = Samples.Platform();
        using AssemblySet set = AssemblySet.Open(once.Bytes, references);
        ReEmittedAssembly twice = Assert.Single(AssemblyReEmitter.ReEmitPackage([set]));
        Assert.Equal(once.Bytes.ToArray(), twice.Bytes.ToArray());
        Assert.Equal(once.Name, twice.Name);
    }

    [Fact]
    public void Another_content_gets_another_name()
    {
        string changed = Samples.ReEmit(Samples.Changed(module => module.GetType("Samples.Overlay").Fields.Single(f => f.Name == "Text").Constant = "other")).Name;
        Assert.NotEqual(Samples.ReEmit(System.IO.File.ReadAllBytes(Samples.Path)).Name, changed);
    }

    [Fact]
    public void A_contract_assembly_keeps_its_name()
    {
        using ReferenceSet references = Samples.Platform();
        references.AddFile(File("Singular.Channels"));
        using AssemblySet set = AssemblySet.Open(System.IO.File.ReadAllBytes(File("Singular.Contracts")), references);
        ReEmittedAssembly written = AssemblyReEmitter.ReEmitContract(set);
        Assert.Equal("Singular.Contracts", written.Name);
        using ModuleDefinition before = ModuleDefinition.ReadModule(File("Singular.Contracts"));
        using ModuleDefinition after = ModuleDefinition.ReadModule(new MemoryStream(written.Bytes.ToArray()));
        Assert.Equal(Describe(before), Describe(after));
    }

    [Fact]
    public void Two_assemblies_of_one_name_are_refused() =>
        Assert.Equal(BuildCode.DuplicateAssembly, Assert.Throws<BuildException>(() => ReEmit("Mono.Cecil", "Mono.Cecil")).Code);

    [Fact]
    public void Internals_opened_within_a_package_are_refused()
    {
        using ReferenceSet references = Samples.Platform();
        references.AddFile(File("Mono.Cecil"));
        references.AddFile(File("Singular.Verifier"));
        byte[] friendly = Samples.Changed(File("Mono.Cecil"), module =>
        {
            var attribute = new TypeReference("System.Runtime.CompilerServices", "InternalsVisibleToAttribute", module, module.TypeSystem.CoreLibrary);
            var constructor = new MethodReference(".ctor", module.TypeSystem.Void, attribute) { HasThis = true };
            constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
            module.Assembly.CustomAttributes.Add(new CustomAttribute(constructor)
            {
                ConstructorArguments = { new CustomAttributeArgument(module.TypeSystem.String, "Singular.Verifier, PublicKey=00") },
            });
        });
        using AssemblySet first = AssemblySet.Open(friendly, references);
        using AssemblySet second = AssemblySet.Open(System.IO.File.ReadAllBytes(File("Singular.Verifier")), references);
        BuildException error = Assert.Throws<BuildException>(() => AssemblyReEmitter.ReEmitPackage([first, second]));
        Assert.Equal(BuildCode.NotCarried, error.Code);
    }

    private static IReadOnlyList<ReEmittedAssembly> ReEmit(params string[] names)
    {
        using ReferenceSet references = Samples.Platform();
        foreach (string name in SystemNames.Concat(names))
            references.AddFile(File(name));
        List<AssemblySet> sets = [.. names.Select(name => AssemblySet.Open(WithoutThreadStatics(File(name)), references))];
        try
        {
            return AssemblyReEmitter.ReEmitPackage(sets);
        }
        finally
        {
            sets.ForEach(set => set.Dispose());
        }
    }

    /// <summary>Mono.Cecil has a few, which a driver may not have; the rest of it is a good large sample.</summary>
    private static byte[] WithoutThreadStatics(string path) => Samples.Changed(path, module =>
    {
        foreach (FieldDefinition field in module.GetTypes().SelectMany(type => type.Fields))
        {
            foreach (CustomAttribute attribute in field.CustomAttributes.Where(a => a.AttributeType.Name == "ThreadStaticAttribute").ToList())
                field.CustomAttributes.Remove(attribute);
        }
    });

    private static bool IsDriver(TypeDefinition type) => type.CustomAttributes.Any(a => a.AttributeType.FullName == "Singular.Drivers.DriverAttribute");

    private static string Describe(ModuleDefinition module) => string.Join(
        '\n', module.GetTypes().Select(type => $"{type.FullName} {Attributes(type)}\n"
            + string.Join('\n', type.Methods.Select(method => $"  {method.FullName} {method.Attributes} {Attributes(method)}"))
            + string.Join('\n', type.Fields.Select(field => $"  {field.FullName} {field.Attributes} {field.Constant}"))));

    private static string Attributes(Mono.Cecil.ICustomAttributeProvider provider) => string.Join(
        ' ', provider.CustomAttributes
            .Where(attribute => attribute.AttributeType.FullName.StartsWith("Singular.", StringComparison.Ordinal))
            .Select(attribute => $"{attribute.AttributeType.Name}({string.Join(',', attribute.ConstructorArguments.Select(a => a.Value))};"
                + $"{string.Join(',', attribute.Properties.Select(p => $"{p.Name}={p.Argument.Value}"))})"));
}
