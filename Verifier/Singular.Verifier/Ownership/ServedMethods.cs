using Mono.Cecil;
using Singular.Verifier.Contracts;

namespace Singular.Verifier.Ownership;

/// <summary>The methods of an assembly that clients call through a contract and hand endpoints to; of those that await, the code is in their state
/// machine. More of the same name and as many parameters may be in it.</summary>
internal sealed class ServedMethods
{
    private readonly HashSet<MethodDefinition> _methods = [];

    public ServedMethods(ModuleDefinition module, AssemblySet assemblies)
    {
        foreach (TypeDefinition type in module.GetTypes())
        {
            foreach (TypeDefinition contract in type.Interfaces.Select(implemented => assemblies.FindType(implemented.InterfaceType)).OfType<TypeDefinition>().Where(ContractNames.IsContract))
            {
                foreach (MethodDefinition member in contract.Methods.Where(member => member.Parameters.Any(parameter => ContractNames.IsContract(assemblies.FindType(parameter.ParameterType)))))
                    AddImplementations(type, member, module, assemblies);
            }
        }
    }

    public bool Contains(MethodDefinition method) => _methods.Contains(method);

    private void AddImplementations(TypeDefinition type, MethodDefinition member, ModuleDefinition module, AssemblySet assemblies)
    {
        for (TypeDefinition? at = type; at is not null && at.Module == module; at = at.BaseType is null ? null : assemblies.FindType(at.BaseType))
        {
            foreach (MethodDefinition method in at.Methods.Where(method => method.IsVirtual && PlainName(method.Name) == member.Name && method.Parameters.Count == member.Parameters.Count))
            {
                _methods.Add(method);
                if (StateMachineOf(method) is { } machine)
                    _methods.UnionWith(machine.Methods.Where(inner => PlainName(inner.Name) == "MoveNext"));
            }
        }
    }

    private static TypeDefinition? StateMachineOf(MethodDefinition method)
    {
        CustomAttribute? attribute = method.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.AsyncStateMachineAttribute");
        return attribute is { ConstructorArguments: [{ Value: TypeReference machine }] }
            ? method.DeclaringType.NestedTypes.FirstOrDefault(nested => nested.FullName == machine.GetElementType().FullName)
            : null;
    }

    /// <summary>Explicit implementations are named after their interface.</summary>
    private static string PlainName(string name) => name[(name.LastIndexOf('.') + 1)..];
}
