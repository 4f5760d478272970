using Mono.Cecil;
using Singular.Builder.Generate.Contracts;
using Singular.Builder.Generate.Emit;

namespace Singular.Builder.Generate.Entry;

/// <summary>Makes the entry assembly of a program: a factory for each driver, the table of what is linked in, and <c>Main</c>, which
/// makes the platform object and calls <c>Run</c>.</summary>
/// <remarks>
/// <c>Run</c> may take, in any order: the platform, <c>ImageTable</c>, <c>DriverFactory</c> (of the only driver), the bindings as
/// <c>ContractBinding[]</c> or a read-only list of them, and <c>string[]</c>. It may return <c>int</c>, which becomes the exit status.
/// </remarks>
public static class EntryGenerator
{
    private const string DriverAttribute = "Singular.Drivers.DriverAttribute";

    /// <exception cref="GenerationException">A driver, the program or the platform is not of the expected form.</exception>
    public static AssemblyFile Generate(EntryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var assemblies = new AssemblyMap(
            [.. request.References, .. request.Generated, .. request.Drivers.SelectMany(driver => driver.Private.Append(driver.Assembly))]);
        var target = new Target(request.Name, ModuleKind.Console, assemblies);
        var entry = new TypeDefinition(
            Target.Namespace, "Entry",
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, target.Object);
        target.Module.Types.Add(entry);
        var writer = new EntryWriter(target, assemblies, entry);
        EntryDriver[] drivers = [.. request.Drivers.OrderBy(driver => driver.PackageId, StringComparer.Ordinal)];
        foreach (EntryDriver driver in drivers)
            writer.WriteFactory(driver.PackageId, FindConstructor(assemblies, driver), UsesAwait(assemblies, driver));
        writer.WriteBindings([.. request.Generated.Select(file => file.Name)]);
        writer.WriteTable();
        target.Assembly.EntryPoint = writer.WriteMain(
            Target.OnlyMethod(assemblies.GetType(request.Program.Assembly, request.Program.Type), "Run"),
            FindPlatform(assemblies.GetType(request.Platform.Assembly, request.Platform.Type)));
        return target.Write();
    }

    private static MethodDefinition FindConstructor(AssemblyMap assemblies, EntryDriver driver)
    {
        TypeDefinition[] classes = [.. assemblies.Get(driver.Assembly.Name).MainModule.Types.Where(
            type => type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == DriverAttribute))];
        if (classes.Length != 1)
            throw new GenerationException(driver.PackageId, null, null, $"{classes.Length} classes marked [Driver]", "one");
        MethodDefinition[] constructors = [.. classes[0].Methods.Where(method => method.IsConstructor && method.IsPublic && !method.IsStatic)];
        if (constructors.Length != 1)
            throw new GenerationException(classes[0].FullName, null, null, $"{constructors.Length} public constructors", "one");
        foreach (ParameterDefinition parameter in constructors[0].Parameters)
        {
            if (parameter.ParameterType is GenericInstanceType or ByReferenceType or PointerType or ArrayType || parameter.ParameterType.IsValueType)
            {
                throw new GenerationException(
                    classes[0].FullName, ".ctor", parameter.Name, $"the type {parameter.ParameterType.FullName}",
                    "a resource of the driver SDK or a contract's interface");
            }
        }
        return constructors[0];
    }

    /// <summary>The compiler makes a state machine of every method with an <c>await</c>; without one nothing can capture a
    /// synchronisation context.</summary>
    private static bool UsesAwait(AssemblyMap assemblies, EntryDriver driver) => driver.Private.Append(driver.Assembly)
        .SelectMany(file => assemblies.Get(file.Name).MainModule.GetTypes())
        .Any(type => type.Interfaces.Any(
            @interface => @interface.InterfaceType.FullName == "System.Runtime.CompilerServices.IAsyncStateMachine"));

    private static MethodDefinition FindPlatform(TypeDefinition type)
    {
        MethodDefinition[] constructors = [.. type.Methods.Where(method => method.IsConstructor && method.IsPublic && !method.IsStatic
            && (method.Parameters.Count == 0 || (method.Parameters.Count == 1 && method.Parameters[0].ParameterType.FullName == "System.String[]")))];
        return constructors.Length == 1
            ? constructors[0]
            : throw new GenerationException(
                type.FullName, ".ctor", null, $"{constructors.Length} public constructors without parameters or with one string[]", "one");
    }
}
