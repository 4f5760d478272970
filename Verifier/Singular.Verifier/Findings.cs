using Mono.Cecil;

namespace Singular.Verifier;

/// <summary>Makes findings about members of the assembly under verification.</summary>
internal static class Findings
{
    public static Finding OfModule(FindingArea area, string code, string found, string expected = "", string advice = "") =>
        new(area, code, Finding.ModuleSubject, "", "", null, found, expected, advice);

    /// <summary>A finding about a type, method, field, property or event; about the module when <paramref name="member"/> is null.</summary>
    public static Finding AtMember(FindingArea area, string code, IMemberDefinition? member, string found, string expected = "", string advice = "") =>
        AtOffset(area, code, member, null, found, expected, advice);

    public static Finding AtOffset(FindingArea area, string code, IMemberDefinition? member, int? offset, string found, string expected = "", string advice = "") =>
        member switch
        {
            null => OfModule(area, code, found, expected, advice),
            TypeDefinition type => new(area, code, type.MetadataToken.ToUInt32(), type.FullName, "", offset, found, expected, advice),
            MethodDefinition method => new(area, code, method.MetadataToken.ToUInt32(), method.DeclaringType?.FullName ?? "",
                MethodName(method), offset, found, expected, advice),
            _ => new(area, code, member.MetadataToken.ToUInt32(), member.DeclaringType?.FullName ?? "", member.Name, offset, found, expected, advice),
        };

    /// <summary>Where an exception was thrown, for whoever mends the verifier.</summary>
    public static string Innermost(Exception error)
    {
        var trace = error.StackTrace ?? "";
        var end = trace.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? trace : trace[..end]).Trim();
    }

    private static string MethodName(MethodDefinition method)
    {
        var text = new System.Text.StringBuilder(method.Name).Append('(');
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            if (i != 0)
                text.Append(", ");
            text.Append(method.Parameters[i].ParameterType.Name);
        }
        return text.Append(')').ToString();
    }
}
