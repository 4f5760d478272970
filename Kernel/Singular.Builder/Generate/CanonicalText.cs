using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate;

/// <summary>The text form of a contract in which everything that two ends must agree on is said once, and its hash.</summary>
internal static class CanonicalText
{
    /// <summary>SHA-256 of the text in UTF-8, lower-case hexadecimal.</summary>
    internal static string Hash(Contract contract) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(contract))));

    internal static string Of(Contract contract)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"contract {contract.Name} {contract.Major}.{contract.Minor} {contract.Interface.FullName}");
        text.Append(contract.IsConcurrent ? " concurrent\n" : "\n");
        text.Append(CultureInfo.InvariantCulture, $"states {string.Join(' ', contract.States)}\n");
        foreach (ContractMember member in contract.Members)
        {
            text.Append(CultureInfo.InvariantCulture, $"member {member.Index} {member.Method.Name}");
            foreach (ParameterShape parameter in member.Parameters)
                text.Append(CultureInfo.InvariantCulture, $" ({parameter.Name} {Of(parameter)})");
            text.Append(CultureInfo.InvariantCulture, $" -> {(member.IsAsync ? "task " : "")}{(member.Result is null ? "nothing" : Of(member.Result))}");
            text.Append(CultureInfo.InvariantCulture, $" when {member.States:x} then {member.Then} {member.ThenOnFailure}");
            text.Append(CultureInfo.InvariantCulture, $" limit {member.LimitMilliseconds}");
            if (member.Since > 0)
                text.Append(CultureInfo.InvariantCulture, $" since {member.Since}");
            text.Append(member.IsEnd ? " ends" : "").Append(member.IsRepeatable ? " repeatable" : "").Append('\n');
        }
        return text.ToString();
    }

    private static string Of(ParameterShape parameter) => parameter.Element is null
        ? Of(parameter.Value!)
        : $"{(parameter.IsWritable ? "span" : "read-only span")} of {parameter.Element.Type.FullName}";

    private static string Of(ValueShape shape) => shape switch
    {
        EnumShape enumeration => string.Create(
            CultureInfo.InvariantCulture,
            $"enum {enumeration.Type.FullName} {enumeration.Underlying.Type.FullName} {(enumeration.IsFlags ? "flags " : "")}[{string.Join(' ', enumeration.Values)}]"),
        StructShape structure => $"struct {structure.Type.FullName} {{{string.Join(", ", structure.Fields.Select(field => $"{field.Getter.Name[4..]} {Of(field.Shape)}"))}}}",
        ResultShape result => $"result of {Of(result.Value)} or {Of(result.Error)}",
        BufferShape buffer => $"buffer of {buffer.Element.Type.FullName}",
        EndpointShape endpoint => $"endpoint {endpoint.Contract.FullName}",
        _ => shape.Type.FullName,
    };
}
