using System.Text;
using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>Writes a type of a signature in the one form that contract texts use: keywords for primitives, full names with
/// type arguments in angle brackets for everything else.</summary>
internal static class TypeText
{
    private const int MaxDepth = 16;

    /// <exception cref="RefusedException"><c>ContractInvalid</c>: nested too deep, or a form that no contract has.</exception>
    public static string Of(TypeReference type)
    {
        var text = new StringBuilder();
        Append(text, type, MaxDepth);
        return text.ToString();
    }

    /// <summary>Namespace and name of a plain type, nesting types included; empty for arrays, pointers and the like.</summary>
    public static string FullName(TypeReference type)
    {
        if (type is TypeSpecification or GenericParameter)
            return "";
        string name = type.Name;
        TypeReference outer = type;
        for (int depth = 0; outer.DeclaringType is not null && depth < MaxDepth; depth++)
        {
            outer = outer.DeclaringType;
            name = $"{outer.Name}/{name}";
        }
        return outer.Namespace.Length == 0 ? name : $"{outer.Namespace}.{name}";
    }

    private static void Append(StringBuilder text, TypeReference type, int depth)
    {
        if (depth == 0)
            throw Unsupported("a type nested deeper than any contract needs");
        switch (type)
        {
            case GenericInstanceType generic:
                AppendGeneric(text, generic, depth);
                break;
            case ArrayType array:
                Append(text, array.ElementType, depth - 1);
                text.Append('[').Append(',', array.Rank - 1).Append(']');
                break;
            case ByReferenceType reference:
                Append(text, reference.ElementType, depth - 1);
                text.Append('&');
                break;
            case PointerType pointer:
                Append(text, pointer.ElementType, depth - 1);
                text.Append('*');
                break;
            case RequiredModifierType modified:
                Append(text, modified.ElementType, depth - 1);
                text.Append(" modreq ").Append(PlainName(modified.ModifierType));
                break;
            case GenericParameter parameter:
                text.Append(parameter.Type == GenericParameterType.Method ? "!!" : "!").Append(parameter.Position);
                break;
            case TypeSpecification:
                throw Unsupported("a function pointer, a pinned type or an optional modifier");
            default:
                text.Append(Keyword(type) ?? PlainName(type));
                break;
        }
    }

    private static void AppendGeneric(StringBuilder text, GenericInstanceType generic, int depth)
    {
        string name = PlainName(generic.ElementType);
        int tick = name.LastIndexOf('`');
        text.Append(tick < 0 ? name : name[..tick]).Append('<');
        for (int i = 0; i < generic.GenericArguments.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            Append(text, generic.GenericArguments[i], depth - 1);
        }
        text.Append('>');
    }

    // Metadata allows any name; only plain ones keep the text free of two readings.
    private static string PlainName(TypeReference type)
    {
        string name = FullName(type);
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '/' or '`'))
                throw Unsupported("a type whose name is not made of ASCII letters and digits");
        }
        return name;
    }

    private static string? Keyword(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Void => "void",
        MetadataType.Boolean => "bool",
        MetadataType.Char => "char",
        MetadataType.SByte => "sbyte",
        MetadataType.Byte => "byte",
        MetadataType.Int16 => "short",
        MetadataType.UInt16 => "ushort",
        MetadataType.Int32 => "int",
        MetadataType.UInt32 => "uint",
        MetadataType.Int64 => "long",
        MetadataType.UInt64 => "ulong",
        MetadataType.Single => "float",
        MetadataType.Double => "double",
        MetadataType.String => "string",
        MetadataType.Object => "object",
        MetadataType.IntPtr => "nint",
        MetadataType.UIntPtr => "nuint",
        _ => null,
    };

    private static RefusedException Unsupported(string what) =>
        new(RefusalCode.ContractInvalid, "contract", what, "use only what may cross a channel (docs/architecture.md, Contracts)");
}
