using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>The class that is the driver: what it offers and what its constructor asks for. The manifest is made from the same
/// attributes, so what stands here is what the owner is asked to grant.</summary>
internal sealed class DriverCheck(VerificationContext context) : ContractRule(context)
{
    private const int LastPort = 0xFFFF;
    private const int LastIsaLine = 15;
    private const long MinMemory = 4_096;
    private const long MaxMemory = 1L << 30;

    /// <summary>Resource types of the SDK and the attribute that asks for each.</summary>
    private static readonly Dictionary<string, string> Resources = new(StringComparer.Ordinal)
    {
        ["Singular.Drivers.IoPorts"] = "Ports",
        ["Singular.Drivers.Interrupt"] = "InterruptLine",
        ["Singular.Drivers.MemoryBlock"] = "Memory",
    };

    public void Run(IEnumerable<TypeDefinition> types, IReadOnlyList<TypeDefinition> drivers)
    {
        foreach (TypeDefinition extra in drivers.Skip(1))
            Report(ContractCodes.DriverClass, extra, "a second class with [Driver]", "one driver in a package", "Make a package of its own for it.");
        foreach (TypeDefinition contract in types.Where(ContractNames.IsContract))
            Report(ContractCodes.ContractInDriver, contract, "a contract beside a driver", "contracts in an assembly of their own", "Its clients reference the contract, never the driver.");
        TypeDefinition driver = drivers[0];
        Context.Current = driver;
        if (!driver.IsPublic || !driver.IsSealed || driver.IsAbstract || driver.IsValueType || driver.HasGenericParameters || driver.BaseType?.FullName != "System.Object")
            Report(ContractCodes.DriverClass, driver, "a driver class of another form", "a public sealed class at the top level, not generic, without a base class");
        CheckProvides(driver);
        CheckConstructor(driver);
    }

    private void CheckProvides(TypeDefinition driver)
    {
        CustomAttribute attribute = ContractNames.OfSdk(driver, "Driver")!;
        TypeReference? provides = attribute.Properties.Where(p => p.Name == "Provides").Select(p => p.Argument.Value as TypeReference).FirstOrDefault();
        if (provides is null || !Exchange.IsEndpoint(provides))
        {
            Report(ContractCodes.DriverProvides, driver, $"Provides = {provides?.FullName ?? "nothing"}", "an interface with [Contract]");
            return;
        }

        TypeDefinition? contract = Context.Assemblies.FindType(provides);
        if (!driver.Interfaces.Any(i => Context.Assemblies.FindType(i.InterfaceType) == contract))
            Report(ContractCodes.DriverProvides, driver, $"a driver that offers {provides.Name} and does not implement it", $"a class that implements {provides.Name}");
    }

    private void CheckConstructor(TypeDefinition driver)
    {
        List<MethodDefinition> constructors = [.. driver.Methods.Where(m => m is { IsConstructor: true, IsStatic: false, IsPublic: true })];
        if (constructors is not [var constructor])
        {
            Report(ContractCodes.DriverConstructor, driver, $"{constructors.Count} public constructors", "one, which names all that the driver needs");
            return;
        }

        foreach (ParameterDefinition parameter in constructor.Parameters)
            CheckParameter(constructor, parameter);
    }

    private void CheckParameter(MethodDefinition constructor, ParameterDefinition parameter)
    {
        TypeReference type = parameter.ParameterType;
        List<string> asked = [.. Resources.Values.Where(a => ContractNames.OfSdk(parameter, a) is not null)];
        if (Exchange.IsEndpoint(type) && asked.Count == 0)
            return;
        if (!ContractNames.IsOf(type, "Singular.Drivers.Sdk") || !Resources.TryGetValue(type.FullName, out string? needed))
        {
            Report(ContractCodes.DriverParameter, constructor, $"the parameter {parameter.Name} of type {type.FullName}", "a resource of the SDK or a contract");
            return;
        }

        if (asked is not [var only] || only != needed)
            Report(ContractCodes.DriverParameter, constructor, $"the parameter {parameter.Name} of type {type.Name} without [{needed}] or with another attribute", $"[{needed}] alone");
        else if (!IsInRange(ContractNames.OfSdk(parameter, needed)!))
            Report(ContractCodes.DriverParameter, constructor, $"[{needed}] on {parameter.Name} with values out of range", RangeOf(needed));
    }

    private static bool IsInRange(CustomAttribute attribute) => attribute.ConstructorArguments switch
    {
        [{ Value: int first }, { Value: int count }] => first >= 0 && count >= 1 && (long)first + count - 1 <= LastPort,
        [{ Value: int line }] => line is >= 0 and <= LastIsaLine,
        [{ Value: string name }, { Value: long bytes }] => IsMemoryName(name) && bytes is >= MinMemory and <= MaxMemory,
        _ => false,
    };

    private static bool IsMemoryName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string RangeOf(string attribute) => attribute switch
    {
        "Ports" => "ports from 0 to 0xFFFF, at least one",
        "InterruptLine" => "a line from 0 to 15",
        _ => "a name of lower-case letters, digits and hyphens and a size from 4,096 bytes to 1 GiB",
    };
}
