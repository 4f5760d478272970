using System.Text;
using Mono.Cecil;

namespace Singular.Builder.Generate.Emit;

/// <summary>Names of generated members.</summary>
internal static class Names
{
    /// <summary>A type's full name as one identifier; different types get different identifiers.</summary>
    internal static string Of(TypeReference type)
    {
        var name = new StringBuilder();
        foreach (char c in type.FullName)
        {
            if (char.IsAsciiLetterOrDigit(c))
                name.Append(c);
            else
                name.Append('_').Append(((int)c).ToString("x2", null)).Append('_');
        }
        return name.ToString();
    }
}
