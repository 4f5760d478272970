using System.Security.Cryptography;
using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.ReEmit;

/// <summary>
/// Writes assemblies anew from the model that was verified, so that nothing which only another parser would see in the vendor's
/// bytes reaches the compiler. What comes out is a function of the model alone, and writing it once more changes no byte.
/// </summary>
public static class AssemblyReEmitter
{
    /// <summary>Hexadecimal digits of the content hash in the name of a private assembly: 64 bits, plenty against accidents, and
    /// a deliberate collision gains nothing, as an image with two assemblies of one name is refused.</summary>
    private const int HashDigits = 16;

    /// <summary>Writes all assemblies of a package; each gets a name of its own that follows from its content.</summary>
    /// <param name="package">The verified assemblies in any order. References between them are by simple name.</param>
    /// <returns>In an order in which each assembly comes behind those that it refers to.</returns>
    /// <exception cref="BuildException">Something cannot be carried over; nothing was written.</exception>
    public static IReadOnlyList<ReEmittedAssembly> ReEmitPackage(IReadOnlyList<AssemblySet> package)
    {
        PackageOrder.CheckFriends(package);
        var siblings = new Dictionary<string, ModuleDefinition>(StringComparer.OrdinalIgnoreCase);
        var written = new List<ReEmittedAssembly>(package.Count);
        var models = new List<ModuleDefinition>();
        try
        {
            foreach (AssemblySet assembly in PackageOrder.Sort(package))
            {
                string original = assembly.Assembly.Name.Name;
                string plain = WithoutHash(original);
                byte[] unnamed = Emit(assembly, plain, siblings);
                string name = $"{plain}.{Convert.ToHexStringLower(SHA256.HashData(unnamed))[..HashDigits]}";
                byte[] bytes = Emit(assembly, name, siblings);
                ModuleDefinition model = ReadBack(bytes, assembly);
                models.Add(model);
                CheckFixpoint(model, assembly, name, bytes, siblings);
                // Later assemblies name this one as the package does, and in the second writing by its new name.
                siblings[original] = model;
                siblings[name] = model;
                written.Add(Result(original, name, bytes));
            }
            return written;
        }
        finally
        {
            models.ForEach(model => model.Dispose());
        }
    }

    /// <summary>Writes a contract assembly, which keeps its name: everyone in an image means the same one.</summary>
    /// <inheritdoc cref="ReEmitPackage"/>
    public static ReEmittedAssembly ReEmitContract(AssemblySet contract)
    {
        string name = contract.Assembly.Name.Name;
        var siblings = new Dictionary<string, ModuleDefinition>(StringComparer.OrdinalIgnoreCase);
        byte[] bytes = Emit(contract, name, siblings);
        using ModuleDefinition model = ReadBack(bytes, contract);
        CheckFixpoint(model, contract, name, bytes, siblings);
        return Result(name, name, bytes);
    }

    private static byte[] Emit(AssemblySet source, string name, IReadOnlyDictionary<string, ModuleDefinition> siblings)
    {
        try
        {
            return new ModuleEmitter(source.Module, new ReferenceFinder(source, siblings), name).Emit();
        }
        catch (Exception error) when (error is not (BuildException or OutOfMemoryException))
        {
            // Packages whose code was not verified get here too; whatever their model makes the metadata library throw refuses them.
            throw Refusals.NotCarried(source.Module, "the whole assembly", $"metadata that cannot be written ({error.GetType().Name}: {error.Message})");
        }
    }

    private static ModuleDefinition ReadBack(byte[] bytes, AssemblySet references) =>
        ModuleDefinition.ReadModule(
            new MemoryStream(bytes, writable: false),
            new ReaderParameters(ReadingMode.Deferred) { AssemblyResolver = references.Module.AssemblyResolver });

    private static void CheckFixpoint(
        ModuleDefinition model, AssemblySet source, string name, byte[] bytes, IReadOnlyDictionary<string, ModuleDefinition> siblings)
    {
        byte[] again = new ModuleEmitter(model, new ReferenceFinder(source, siblings), name).Emit();
        if (bytes.AsSpan().SequenceEqual(again))
            return;
        int at = bytes.AsSpan().CommonPrefixLength(again);
        throw new BuildException(
            BuildCode.NotAFixpoint, source.Assembly.Name.Name,
            $"written twice, the files differ from byte {at} on ({bytes.Length} and {again.Length} bytes)", "the same bytes",
            "The assembly uses metadata in a way that is not understood; compile it with a current C# compiler.");
    }

    /// <summary>The name before an earlier writing added a hash to it; otherwise the name as it is.</summary>
    private static string WithoutHash(string name)
    {
        int dot = name.Length - HashDigits - 1;
        return dot > 0 && name[dot] == '.' && name.AsSpan(dot + 1).IndexOfAnyExcept("0123456789abcdef") < 0 ? name[..dot] : name;
    }

    private static ReEmittedAssembly Result(string original, string name, byte[] bytes) =>
        new(original, name, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
