using System.Reflection;
using Mono.Cecil;

namespace Singular.CommandLine.OwnerTests;

/// <summary>A checkout made of links and a root, for verbs that run in this process. One at a time: verbs write to the console
/// and read the environment, of which there is one.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("singular-").FullName;
    private readonly string? _checkoutBefore = Environment.GetEnvironmentVariable("SINGULAR_CHECKOUT");

    public Workbench()
    {
        string artifacts = Directory.CreateDirectory(this["checkout/artifacts/drivers"]).Parent!.FullName;
        Directory.CreateSymbolicLink(Path.Combine(artifacts, "system"), AppContext.BaseDirectory.TrimEnd('/'));
        Environment.SetEnvironmentVariable("SINGULAR_CHECKOUT", this["checkout"]);
    }

    /// <summary>Gives the checkout another system: links to the same assemblies, and one of them changed.</summary>
    /// <param name="name">File name of the assembly that is changed.</param>
    /// <param name="image">Its bytes.</param>
    public void ChangeSystem(string name, byte[] image)
    {
        string system = this["checkout/artifacts/system"];
        Directory.Delete(system);
        Directory.CreateDirectory(system);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(file => Path.GetFileName(file) != name))
            File.CreateSymbolicLink(Path.Combine(system, Path.GetFileName(file)), file);
        File.WriteAllBytes(Path.Combine(system, name), image);
    }

    /// <summary>Gives the checkout what images for the machine are made of, and the compiled programs of the real one.</summary>
    public void LinkSources()
    {
        Directory.CreateSymbolicLink(this["checkout/Kernel"], Path.Combine(Checkout, "Kernel"));
        Directory.CreateSymbolicLink(this["checkout/artifacts/cache"], Directory.CreateDirectory(Path.Combine(Checkout, "artifacts", "cache")).FullName);
    }

    /// <summary>A file or folder of the workbench.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>The checkout that the tests were built from.</summary>
    public static string Checkout
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Singular.sln")))
                folder = folder.Parent;
            return folder!.FullName;
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("SINGULAR_CHECKOUT", _checkoutBefore);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a verb on the workbench's root.</summary>
    public (int Status, string Output, string Errors) Run(params string[] arguments)
    {
        TextWriter output = Console.Out;
        TextWriter errors = Console.Error;
        var said = new StringWriter();
        var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            MethodInfo main = typeof(ExitCode).Assembly.GetType("Singular.CommandLine.Program")!.GetMethod("Main", BindingFlags.Static | BindingFlags.NonPublic)!;
            int status = ((Task<int>)main.Invoke(null, [arguments])!).GetAwaiter().GetResult();
            return (status, said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }

    /// <summary>Runs a verb that has to succeed.</summary>
    /// <returns>What it printed.</returns>
    public string Done(params string[] arguments)
    {
        (int status, string output, string errors) = Run(arguments);
        Assert.True(status == ExitCode.Done, $"{string.Join(' ', arguments)}: status {status}\n{errors}{output}");
        return output;
    }

    /// <summary>Runs a verb that has to be refused.</summary>
    /// <returns>What it complained.</returns>
    public string Refused(params string[] arguments)
    {
        (int status, string output, string errors) = Run(arguments);
        Assert.True(status == ExitCode.Refused, $"{string.Join(' ', arguments)}: status {status}\n{errors}{output}");
        return errors + output;
    }

    /// <summary>Writes a stock driver's assembly under another version.</summary>
    public string Driver(string id, string version)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, id + ".dll"));
        CustomAttribute attribute = assembly.CustomAttributes.Single(candidate => candidate.AttributeType.Name == nameof(AssemblyInformationalVersionAttribute));
        attribute.ConstructorArguments[0] = new CustomAttributeArgument(assembly.MainModule.TypeSystem.String, version);
        string folder = Directory.CreateDirectory(this[version]).FullName;
        string path = Path.Combine(folder, id + ".dll");
        assembly.Write(path, new WriterParameters { Timestamp = 0 });
        return path;
    }
}
