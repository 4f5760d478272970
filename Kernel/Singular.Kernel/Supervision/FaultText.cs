using Singular.Channels.Runtime;

namespace Singular.Kernel.Supervision;

/// <summary>A fault in one sentence.</summary>
internal static class FaultText
{
    public static string Of(DomainFault fault)
    {
        string type = fault.ExceptionType is null ? "" : $" {fault.ExceptionType}";
        string place = fault.Place is null ? "" : $" at {fault.Place}";
        string detail = fault.Detail.Length == 0 ? "" : $": {fault.Detail}";
        return $"{fault.Code}{type}{place}{detail}";
    }
}
