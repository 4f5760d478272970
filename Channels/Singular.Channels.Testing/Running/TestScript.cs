namespace Singular.Channels.Testing;

/// <summary>Writes down what a sequence does as statements of a test.</summary>
internal sealed class TestScript
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, int> _names = [];

    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>A new variable for an endpoint.</summary>
    internal string NameFor(ContractDescription contract)
    {
        string stem = contract.Type.Name[1..];
        stem = char.ToLowerInvariant(stem[0]) + stem[1..];
        int number = _names[stem] = _names.GetValueOrDefault(stem) + 1;
        return stem + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    internal void Add(string line) => _lines.Add(line);

    /// <summary>Writes a line anew, because its call gave an endpoint; what was said of it stays.</summary>
    internal void Replace(int line, string statement)
    {
        int comment = _lines[line].IndexOf("; // ", StringComparison.Ordinal);
        _lines[line] = statement + (comment < 0 ? "" : _lines[line][(comment + 1)..]);
    }

    /// <summary>Says in the last line what came of it.</summary>
    internal void Comment(string text)
    {
        if (_lines.Count > 0)
            _lines[^1] += $" // {text}";
    }

    /// <summary>The expression that makes a call.</summary>
    /// <param name="subject">The variable that is called.</param>
    /// <param name="member">The member.</param>
    /// <param name="choices">How the arguments were chosen.</param>
    /// <param name="arguments">What was chosen.</param>
    internal static string Call(string subject, MemberDescription member, IReadOnlyList<Choice> choices, object?[] arguments) =>
        $"{subject}.{member.Method.Name}({string.Join(", ", arguments.Select((argument, place) => Argument(member.Parameters[place], choices[place], argument)))})";

    private static string Argument(ParameterDescription parameter, Choice choice, object? argument) => (choice, argument) switch
    {
        (_, NamedEndpoint or EndpointChoice) => argument.ToString()!,
        (_, BufferFault.Nothing) => "default",
        (_, BufferFault.Released) => $"scenario.ReleasedBuffer<{Keyword(parameter.Type)}>()",
        (DataChoice data, _) when parameter.Passing == ParameterPassing.Buffer => $"scenario.Buffer<{Keyword(data.Element)}>({data.Length}, {data.Seed})",
        (DataChoice data, _) => $"TestData.Fill<{Keyword(data.Element)}>({data.Length}, {data.Seed})",
        (_, null) => "null!",
        _ => Typed(argument),
    };

    // A literal of the narrow types has no suffix of its own, and an enum's number needs its type.
    private static string Typed(object value) => value is byte or sbyte or short or ushort
        ? $"({Keyword(value.GetType())})({Observed.Literal(value)})"
        : Observed.Literal(value);

    private static string Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Char => "char",
        TypeCode.Boolean => "bool",
        _ => type.Name,
    };
}
