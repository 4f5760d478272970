using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Contracts;

/// <summary>How a package's code uses contracts as their client. Following an endpoint through a driver to its end is not built
/// yet, so a driver may not ask another one for endpoints, nor be the client of a contract with a protocol.</summary>
internal sealed class ContractUseCheck(VerificationContext context) : ContractRule(context)
{
    public void Run(IEnumerable<TypeDefinition> types)
    {
        foreach (TypeDefinition type in types)
        {
            foreach (MethodDefinition method in type.Methods)
                Check(method);
        }
    }

    private void Check(MethodDefinition method)
    {
        if (!method.HasBody || Context.ImageReport.DamagedBodies.Contains(method.MetadataToken.ToUInt32()))
            return;
        Context.Current = method;
        Context.Budget.Spend(method.Body.Instructions.Count);
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MethodReference called && Exchange.IsEndpoint(called.DeclaringType))
                CheckCall(method, instruction, called);
        }
    }

    private void CheckCall(MethodDefinition method, Instruction instruction, MethodReference called)
    {
        TypeDefinition contract = Context.Assemblies.FindType(called.DeclaringType)!;
        if (GivesEndpoint(called.ReturnType))
        {
            ReportAt(ContractCodes.EndpointUseNotYet, method, instruction, $"a call of {contract.Name}.{called.Name}, which gives an endpoint", "calls whose results are values",
                "That an endpoint is closed on every path is not checked yet, so drivers may not hold any.");
        }

        if (ContractNames.Channel(contract, "Protocol") is not null)
        {
            ReportAt(ContractCodes.ProtocolUseNotYet, method, instruction, $"a call of {contract.Name}.{called.Name}, whose contract has a protocol", "contracts without a protocol",
                "That calls come in an order that a protocol allows is not checked yet.");
        }
    }

    private bool GivesEndpoint(TypeReference type)
    {
        if (type is GenericInstanceType { ElementType.FullName: "System.Threading.Tasks.ValueTask`1" } task)
            type = task.GenericArguments[0];
        return Exchange.IsEndpoint(ContractNames.IsResult(type) ? ((GenericInstanceType)type).GenericArguments[0] : type);
    }

    private void ReportAt(string code, MethodDefinition method, Instruction instruction, string found, string expected, string advice) =>
        Context.Sink.Report(Findings.AtOffset(FindingArea.Contracts, code, method, instruction.Offset, found, expected, advice));
}
