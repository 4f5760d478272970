namespace Singular.Verifier.Contracts;

/// <summary>Names of the findings about contracts and about how a driver uses them.</summary>
public static class ContractCodes
{
    public const string Type = "ContractType";
    public const string Version = "ContractVersion";
    public const string Member = "ContractMember";
    public const string Parameter = "ContractParameter";
    public const string EndpointParameter = "ContractEndpointParameter";
    public const string Result = "ContractResult";
    public const string Borrow = "ContractBorrow";
    public const string Repeatable = "ContractRepeatable";
    public const string TimeLimit = "ContractTimeLimit";
    public const string Protocol = "ContractProtocol";
    public const string Unreachable = "ContractStateUnreachable";
    public const string NoEnd = "ContractStateWithoutEnd";
    public const string Exchangeable = "ContractExchangeable";
    public const string Body = "ContractBody";
    public const string DriverClass = "DriverClass";
    public const string DriverProvides = "DriverProvides";
    public const string DriverConstructor = "DriverConstructor";
    public const string DriverParameter = "DriverParameter";
    public const string ContractInDriver = "ContractInDriver";
}
