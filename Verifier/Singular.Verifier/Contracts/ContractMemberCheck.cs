using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>The members of a contract: what crosses with a call, and in which way.</summary>
internal sealed class ContractMemberCheck(VerificationContext context) : ContractRule(context)
{
    private const int MaxTimeLimit = 3_600_000;

    /// <summary>Endpoints that one call may hand over, as with buffers.</summary>
    private const int MaxEndpoints = 4;

    public void Check(TypeDefinition contract, MethodDefinition method)
    {
        if (method.IsStatic || !method.IsAbstract || !method.IsPublic || method.HasGenericParameters || method.IsSpecialName || method.IsConstructor)
        {
            Report(ContractCodes.Member, method, "a member that is static, generic, not public, a property, an event or has a body", "public methods without a body");
            return;
        }

        if (!IsPlainName(method.Name))
            Report(ContractCodes.Member, method, "a name that is not made of ASCII letters, digits and _", "a plain name");

        foreach (ParameterDefinition parameter in method.Parameters)
            CheckParameter(method, parameter);
        TypeReference result = Awaited(method.ReturnType, out bool isTask);
        bool isBareTask = isTask && result == method.ReturnType;
        if (!isBareTask && !IsResult(result))
            Report(ContractCodes.Result, method, $"a result of type {method.ReturnType.FullName}", "void, a value, an endpoint, Result<T, TError>, ValueTask or ValueTask<T> of these");
        if (isTask && method.Parameters.Any(p => ExchangeRules.IsSpan(p.ParameterType)))
            Report(ContractCodes.Borrow, method, "a borrowed span beside a task", "a call that ends before the span does", "Return the value itself, or copy the data.");
        if (IsRepeatable(contract, method) && HandsOverEndpoint(result))
            Report(ContractCodes.Repeatable, method, "a repeatable member that hands over an endpoint", "a member without [Repeatable]");
        if (IsRepeatable(contract, method) && MovesBuffer(method, result))
            Report(ContractCodes.Repeatable, method, "a repeatable member that moves a buffer", "a member without [Repeatable]", "A buffer moves once, so the request cannot be made again.");
        if (IsRepeatable(contract, method) && EndpointParameters(method) != 0)
            Report(ContractCodes.Repeatable, method, "a repeatable member that takes an endpoint", "a member without [Repeatable]", "A server that died in the request may have had it.");
        if (EndpointParameters(method) > MaxEndpoints || (EndpointParameters(method) != 0 && method.Parameters.Any(p => ExchangeRules.IsAnyBuffer(p.ParameterType))))
        {
            Report(ContractCodes.EndpointParameter, method, $"{EndpointParameters(method)} endpoints as parameters, or one beside a buffer", $"at most {MaxEndpoints}, and none beside a buffer",
                "Let a member of its own take the buffer.");
        }
        CheckTimeLimit(contract, method);
    }

    private int EndpointParameters(MethodDefinition method) => method.Parameters.Count(parameter => Exchange.IsEndpoint(parameter.ParameterType));

    private void CheckParameter(MethodDefinition method, ParameterDefinition parameter)
    {
        TypeReference type = parameter.ParameterType;
        if (Exchange.IsEndpoint(type))
        {
            if (!Exchange.CanBeGivenBack(type))
            {
                Report(ContractCodes.EndpointParameter, method, $"the parameter {parameter.Name}, an endpoint of {type.Name}, which nobody can end", "a contract with a member [Ends] void Close();",
                    "Who is handed an endpoint has to be able to give it back, and who handed it over hears of it.");
            }
        }
        else if (ExchangeRules.IsSpan(type) && !ExchangeRules.IsBorrow(type))
        {
            Report(ContractCodes.Borrow, method, $"the parameter {parameter.Name} of type {type.FullName}", "a span of numbers: every bit pattern of an element must be valid");
        }
        else if (!Exchange.IsValue(type) && !ExchangeRules.IsBorrow(type) && !ExchangeRules.IsBuffer(type))
        {
            Report(ContractCodes.Parameter, method, $"the parameter {parameter.Name} of type {type.FullName}",
                "by value: a number, bool, char, decimal, DateTime, enum, string, exchangeable struct, a span of numbers, a buffer of numbers or characters, or an endpoint");
        }
    }

    private static TypeReference Awaited(TypeReference type, out bool isTask)
    {
        isTask = type.GetElementType().FullName is "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1";
        return isTask && type is GenericInstanceType instance ? instance.GenericArguments[0] : type;
    }

    private bool IsResult(TypeReference type)
    {
        if (type.MetadataType == MetadataType.Void)
            return true;
        if (!ContractNames.IsResult(type))
            return Exchange.IsResultValue(type);
        var arguments = ((GenericInstanceType)type).GenericArguments;
        return Exchange.IsResultValue(arguments[0]) && Exchange.IsError(arguments[1]);
    }

    private bool HandsOverEndpoint(TypeReference result) => Exchange.IsEndpoint(ValueOf(result));

    private static bool MovesBuffer(MethodDefinition method, TypeReference result) =>
        ExchangeRules.IsAnyBuffer(ValueOf(result)) || method.Parameters.Any(parameter => ExchangeRules.IsAnyBuffer(parameter.ParameterType));

    private static TypeReference ValueOf(TypeReference result) =>
        ContractNames.IsResult(result) ? ((GenericInstanceType)result).GenericArguments[0] : result;

    private static bool IsRepeatable(TypeDefinition contract, MethodDefinition method) =>
        ContractNames.Channel(contract, "Repeatable") is not null || ContractNames.Channel(method, "Repeatable") is not null;

    private void CheckTimeLimit(TypeDefinition contract, MethodDefinition method)
    {
        CustomAttribute? limit = ContractNames.Channel(method, "TimeLimit") ?? ContractNames.Channel(contract, "TimeLimit");
        if (limit is not null && limit.ConstructorArguments is not [{ Value: int and >= 1 and <= MaxTimeLimit }])
            Report(ContractCodes.TimeLimit, method, "a time limit out of range", $"1 to {MaxTimeLimit} milliseconds");
    }
}
