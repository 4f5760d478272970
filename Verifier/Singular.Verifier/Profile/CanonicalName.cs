using System.Text;
using Mono.Cecil;

namespace Singular.Verifier.Profile;

/// <summary>Writes types and members in the one form in which the profile names them.</summary>
/// <remarks>
/// A type: its full name with arity marks, nested types after a slash. Inside signatures: C# keywords for the primitive
/// types, generic arguments in angle brackets and no arity marks, <c>!0</c> and <c>!!0</c> for generic parameters, required
/// modifiers in square brackets, since two overloads may differ in nothing else. Example:
/// <c>static void Copy(System.Array, System.Array, int)</c>.
/// </remarks>
public static class CanonicalName
{
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["System.Void"] = "void",
        ["System.Boolean"] = "bool",
        ["System.Char"] = "char",
        ["System.SByte"] = "sbyte",
        ["System.Byte"] = "byte",
        ["System.Int16"] = "short",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.IntPtr"] = "nint",
        ["System.UIntPtr"] = "nuint",
        ["System.Single"] = "float",
        ["System.Double"] = "double",
        ["System.Decimal"] = "decimal",
        ["System.String"] = "string",
        ["System.Object"] = "object",
    };

    /// <summary>Name of a type definition or of a reference to one, e.g. <c>System.Collections.Generic.List`1/Enumerator</c>.</summary>
    public static string OfType(TypeReference type)
    {
        var names = new Stack<string>();
        for (TypeReference at = type.GetElementType(); ; at = at.DeclaringType)
        {
            names.Push(at.Name);
            if (at.DeclaringType is null)
            {
                string name = string.Join('/', names);
                return at.Namespace.Length == 0 ? name : $"{at.Namespace}.{name}";
            }
        }
    }

    /// <summary>A method, without its declaring type: result, name, generic arity, parameters.</summary>
    public static string OfMethod(MethodReference method)
    {
        var text = new StringBuilder();
        if (!method.HasThis)
            text.Append("static ");
        Append(text, method.ReturnType);
        text.Append(' ').Append(method.Name);
        if (method.HasGenericParameters)
            text.Append('`').Append(method.GenericParameters.Count);
        text.Append('(');
        for (int i = 0; i < method.Parameters.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            Append(text, method.Parameters[i].ParameterType);
        }

        return text.Append(')').ToString();
    }

    /// <summary>A field, without its declaring type: <c>field string Empty</c>.</summary>
    public static string OfField(FieldReference field)
    {
        var text = new StringBuilder("field ");
        Append(text, field.FieldType);
        return text.Append(' ').Append(field.Name).ToString();
    }

    /// <summary>A type as it stands in a signature.</summary>
    public static string InSignature(TypeReference type)
    {
        var text = new StringBuilder();
        Append(text, type);
        return text.ToString();
    }

    // Recursion is bounded: the image check admits signatures of a limited depth only.
    private static void Append(StringBuilder text, TypeReference type)
    {
        switch (type)
        {
            case GenericParameter parameter:
                text.Append(parameter.Type == GenericParameterType.Method ? "!!" : "!").Append(parameter.Position);
                break;
            case ArrayType array:
                Append(text, array.ElementType);
                text.Append('[').Append(',', array.Rank - 1).Append(']');
                break;
            case ByReferenceType reference:
                Append(text, reference.ElementType);
                text.Append('&');
                break;
            case PointerType pointer:
                Append(text, pointer.ElementType);
                text.Append('*');
                break;
            case RequiredModifierType modified:
                Append(text, modified.ElementType);
                text.Append(" [").Append(OfType(modified.ModifierType)).Append(']');
                break;
            case OptionalModifierType modified:
                Append(text, modified.ElementType);
                break;
            case GenericInstanceType instance:
                AppendName(text, instance.ElementType);
                text.Append('<');
                for (int i = 0; i < instance.GenericArguments.Count; i++)
                {
                    if (i > 0)
                        text.Append(", ");
                    Append(text, instance.GenericArguments[i]);
                }

                text.Append('>');
                break;
            case FunctionPointerType or SentinelType or PinnedType:
                text.Append("(unsupported)");
                break;
            default:
                AppendName(text, type);
                break;
        }
    }

    private static void AppendName(StringBuilder text, TypeReference type)
    {
        string name = OfType(type);
        if (Keywords.TryGetValue(name, out string? keyword))
        {
            text.Append(keyword);
            return;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '`')
            {
                text.Append(name[i]);
                continue;
            }

            while (i + 1 < name.Length && char.IsAsciiDigit(name[i + 1]))
                i++;
        }
    }
}
