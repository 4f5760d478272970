using System.Globalization;
using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>Writes values as C# and what calls gave as short text, for comparison and for people.</summary>
public static class Observed
{
    /// <summary>What a call gave: <c>Ok(…)</c> or <c>Fail(…)</c> for a result, the value as C# otherwise; an endpoint is the
    /// name of its contract.</summary>
    public static string Text(object? value)
    {
        if (value is null)
            return "null";
        Type type = value.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<,>))
            return ResultValue.IsOk(value) ? $"Ok({Text(ResultValue.Value(value))})" : $"Fail({Text(ResultValue.Error(value))})";
        if (value is Task task)
            return task.IsCompletedSuccessfully ? Text(ResultValue.OfTask(task)) : "pending";
        if (value is Array array)
            return $"{array.Length} elements {Digest(array)}";
        if (BufferKind.ElementOf(type) is not null)
            return "a buffer";
        return type.IsClass && type != typeof(string) ? "endpoint" : Literal(value);
    }

    /// <summary>A value as C#.</summary>
    internal static string Literal(object? value)
    {
        switch (value)
        {
            case null:
                return "null";
            case bool truth:
                return truth ? "true" : "false";
            case string text:
                return $"\"{string.Concat(text.Select(letter => Escape(letter, '"')))}\"";
            case char letter:
                return $"'{Escape(letter, '\'')}'";
            case double or float or decimal:
                return Number((IFormattable)value);
            case DateTime time:
                return $"new DateTime({time.Ticks.ToString(CultureInfo.InvariantCulture)}L, DateTimeKind.{time.Kind})";
            case Done:
                return "new Done()";
            case System.Enum:
                return Enumeration(value);
            case IFormattable number when value.GetType().IsPrimitive:
                return number.ToString(null, CultureInfo.InvariantCulture) + (value is long ? "L" : value is ulong ? "UL" : value is uint ? "u" : "");
            default:
                return Struct(value);
        }
    }

    private static string Number(IFormattable number)
    {
        string type = number is double ? "double" : "float";
        return number switch
        {
            double.NaN or float.NaN => $"{type}.NaN",
            double.PositiveInfinity or float.PositiveInfinity => $"{type}.PositiveInfinity",
            double.NegativeInfinity or float.NegativeInfinity => $"{type}.NegativeInfinity",
            decimal => number.ToString(null, CultureInfo.InvariantCulture) + "m",
            float => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            _ => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        };
    }

    private static string Enumeration(object value)
    {
        Type type = value.GetType();
        string text = value.ToString()!;
        return char.IsLetter(text[0])
            ? string.Join(" | ", text.Split(", ").Select(name => $"{type.Name}.{name}"))
            : $"({type.Name})({text})";
    }

    private static string Struct(object value)
    {
        Type type = value.GetType();
        ConstructorInfo? constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault();
        IEnumerable<string> values = constructor?.GetParameters().Select(parameter => Literal(type.GetProperty(parameter.Name!)?.GetValue(value))) ?? [];
        return $"new {type.Name}({string.Join(", ", values)})";
    }

    private static string Escape(char letter, char quote) => letter switch
    {
        '\\' => "\\\\",
        _ when letter == quote => $"\\{quote}",
        >= ' ' and < (char)0x7F => letter.ToString(),
        _ => $"\\u{(int)letter:x4}",
    };

    /// <summary>FNV-1a of the bytes (draft-eastlake-fnv), as 8 digits: tells contents apart without printing them.</summary>
    internal static string Digest(Array array)
    {
        uint hash = 2_166_136_261;
        foreach (byte value in TestData.BytesOf(array))
            hash = (hash ^ value) * 16_777_619;
        return $"#{hash:x8}";
    }
}
