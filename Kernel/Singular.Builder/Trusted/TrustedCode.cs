using System.Globalization;
using System.Security.Cryptography;
using Singular.Builder.Compile;
using Singular.Builder.Images;
using Singular.Verifier.Isolation;
using Singular.Verifier.Profile;

namespace Singular.Builder.Trusted;

/// <summary>Gathers the list of trusted code.</summary>
/// <param name="toolchain">The compiler and the runtime that images are made with.</param>
/// <param name="checkout">Root of the sources.</param>
/// <param name="systemFolder">The system's managed assemblies, as built.</param>
public sealed class TrustedCode(Toolchain toolchain, string checkout, string systemFolder)
{
    /// <summary>The C library's archives where Debian keeps them; the linker takes the runtime's calls of it from there.</summary>
    private static readonly string[] CLibrary = ["/usr/lib/x86_64-linux-gnu/libc.a", "/usr/lib/x86_64-linux-gnu/libm.a"];

    /// <summary>All groups, those that run with the most rights first.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.InputMissing"/>: the sources or the system's assemblies are not there.</exception>
    public IReadOnlyList<TrustedGroup> List() => [Nucleus(), LinkedAssemblies(), Runtime(), Compiler(), Library(), Verifier(), Shapes()];

    private TrustedGroup Nucleus()
    {
        string folder = Require(Path.Combine(checkout, "Kernel", "Nucleus"));
        List<SourceCount> parts = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(SourceCount.Of).Where(c => c.Lines > 0)];
        return new TrustedGroup("nucleus", "It owns page tables, interrupts and system calls; processes have no other wall.",
            $"{Number(parts.Sum(p => p.CSharpLines))} lines of C#, {Number(parts.Sum(p => p.AssemblyLines))} of assembly and linker script",
            [.. parts.Select(p => new TrustedItem($"Kernel/Nucleus/{p.Name}", $"{Number(p.Lines)} lines", p.Sha256))]);
    }

    private TrustedGroup LinkedAssemblies()
    {
        var system = new SystemAssemblies(Require(systemFolder));
        string[] programs = [ProgramTarget.KernelProgram.Assembly, ProgramTarget.DriverProgram.Assembly, ProgramTarget.Machine.KernelPlatform.Assembly, ProgramTarget.Machine.DriverPlatform.Assembly];
        IEnumerable<string> linked = programs.SelectMany(name => system.Closure(system[name], []).Select(file => file.Name).Append(name)).Distinct();
        return Files("system assemblies", "What the kernel and the driver processes are linked from: they run beside the drivers and are not confined by the profile.",
            "", linked.Select(name => Path.Combine(systemFolder, name + ".dll")), systemFolder);
    }

    private TrustedGroup Runtime() => Files("runtime", "Its collector and its compiler helpers keep types what they are; it is linked into the kernel and into every driver process.",
        $"version {Toolchain.Version}", CompilerArguments.RuntimeFiles(toolchain).Concat(CLibrary.Where(File.Exists)), toolchain.PackageFolder);

    private TrustedGroup Compiler() => Files("compiler", "It turns verified IL into machine code: bounds, null, cast and store checks, zeroed locals, stack probes are its work.",
        $"version {Toolchain.Version}", Directory.GetFiles(Path.GetDirectoryName(toolchain.Compiler)!).Where(f => Path.GetFileName(f) is "ilc" or "libjitinterface_x64.so" or "libclrjit_unix_x64_x64.so"), toolchain.PackageFolder);

    private TrustedGroup Library()
    {
        DriverProfile profile = DriverProfile.Current;
        IReadOnlyDictionary<string, int> assemblies = ProfileAssemblies.Find(profile, [toolchain.RuntimeFolder, toolchain.FrameworkFolder]);
        return new TrustedGroup("library members of the driver profile", "A driver calls them inside its own domain; they are taken to do what their facts say.",
            $"profile {profile.Version}: {Number(profile.Types.Count)} types, {Number(profile.Types.Sum(t => t.Members.Count))} members",
            [.. assemblies.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new TrustedItem(Path.GetFileName(a.Key), $"{Number(a.Value)} members", HashOf(a.Key)))]);
    }

    private TrustedGroup Verifier()
    {
        SourceCount[] parts = [SourceCount.Of(Require(Path.Combine(checkout, "Verifier"))), SourceCount.Of(Require(Path.Combine(checkout, "Kernel", "Singular.Builder", "ReEmit"))), SourceCount.Of(Require(Path.Combine(checkout, "Kernel", "Singular.Builder", "Generate")))];
        System.Reflection.AssemblyName reader = typeof(Mono.Cecil.ModuleDefinition).Assembly.GetName();
        return new TrustedGroup("verifier, re-emit, generated boundaries", "They decide what is linked into the kernel and write what the compiler gets.",
            $"{Number(parts.Sum(p => p.CSharpLines))} lines of C#",
            [.. parts.Select(p => new TrustedItem(p.Name, $"{Number(p.Lines)} lines", p.Sha256)), new TrustedItem(reader.Name!, $"version {reader.Version}", "")]);
    }

    private static TrustedGroup Shapes()
    {
        var shapes = new List<TrustedItem>();
        foreach (string helper in TrustedShapes.Helpers)
            shapes.Add(new TrustedItem($"inline array helper {helper}", "body compared instruction for instruction, every call's buffer, element and bound checked", ""));
        foreach (IGrouping<string, string> shape in DriverProfile.Current.Types.SelectMany(t => t.Members.Where(m => m.Value.Shape.Length > 0).Select(m => (m.Value.Shape, t.Name))).GroupBy(p => p.Shape, p => p.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
            shapes.Add(new TrustedItem($"shape {shape.Key}", $"{Number(shape.Count())} members of {string.Join(", ", shape.Distinct().Order(StringComparer.Ordinal))}", ""));
        shapes.Add(new TrustedItem("localloc into a span", "constant size, or an untouched variable times the element's size", ""));
        return new TrustedGroup("shapes recognised by their exact form", "They use what could not be verified otherwise; each is admitted in the compiler's form alone.", $"{Number(shapes.Count)} shapes", shapes);
    }

    private static TrustedGroup Files(string name, string reason, string total, IEnumerable<string> files, string root)
    {
        TrustedItem[] items = [.. files.Order(StringComparer.Ordinal).Select(f => new TrustedItem(f.StartsWith(root, StringComparison.Ordinal) ? Path.GetRelativePath(root, f) : f, $"{Number(new FileInfo(f).Length)} bytes", HashOf(f)))];
        string count = $"{Number(items.Length)} files";
        return new TrustedGroup(name, reason, total.Length == 0 ? count : $"{total}, {count}", items);
    }

    private static string Require(string folder) => Directory.Exists(folder)
        ? folder
        : throw new BuildException(BuildCode.InputMissing, folder, "there is no such folder", "a checkout that was built", "Run `singular setup`.");

    private static string HashOf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
