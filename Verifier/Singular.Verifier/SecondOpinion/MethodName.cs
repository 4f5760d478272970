namespace Singular.Verifier.SecondOpinion;

/// <summary>A method as both verifiers can name it. They write parameter types differently, so overloads with the same number of parameters are one.</summary>
/// <param name="Type">Full name of the declaring type, nested ones behind <c>/</c>.</param>
/// <param name="Name">Its name without parameters.</param>
/// <param name="Parameters">Number of parameters.</param>
public sealed record MethodName(string Type, string Name, int Parameters)
{
    /// <summary>From a type's name and a text <c>Name(T1, T2)</c>.</summary>
    public static MethodName Of(string type, string method)
    {
        var open = method.IndexOf('(', StringComparison.Ordinal);
        // ilverify writes Outer+Inner, the metadata model Outer/Inner.
        return open < 0
            ? new MethodName(type.Replace('+', '/'), method, 0)
            : new MethodName(type.Replace('+', '/'), method[..open], CountParts(method.AsSpan(open + 1).TrimEnd(')')));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}::{Name} ({Parameters} {(Parameters == 1 ? "parameter" : "parameters")})";

    /// <summary>Commas that are in no brackets separate parameters; those of generic arguments and array ranks do not.</summary>
    private static int CountParts(ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace())
            return 0;
        var depth = 0;
        var parts = 1;
        foreach (var c in text)
        {
            if (c is '<' or '[' or '(')
                depth++;
            else if (c is '>' or ']' or ')')
                depth--;
            else if (c == ',' && depth == 0)
                parts++;
        }
        return parts;
    }
}
