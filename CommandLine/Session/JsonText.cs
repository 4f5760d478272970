using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Singular.Manifests;

namespace Singular.CommandLine.Session;

/// <summary>JSON for programs: one line on standard output. What a verb says to people on the way goes to standard error.</summary>
internal static class JsonText
{
    /// <summary>The option with which a verb prints JSON.</summary>
    /// <param name="form">What is printed, e.g. <c>One line: an object.</c></param>
    public static Option<bool> Option(string form) => new("--json") { Description = form };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Prints one object.</summary>
    public static void Print(Action<Utf8JsonWriter> members) => Console.WriteLine(Write(writer => Object(writer, members)));

    /// <summary>Prints one array of objects.</summary>
    public static void PrintArray<T>(IEnumerable<T> values, Action<Utf8JsonWriter, T> members) => Console.WriteLine(Write(writer =>
    {
        writer.WriteStartArray();
        foreach (T value in values)
            Object(writer, inner => members(inner, value));
        writer.WriteEndArray();
    }));

    /// <summary>Writes a member that is an array of objects.</summary>
    public static void Array<T>(Utf8JsonWriter writer, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> members)
    {
        writer.WriteStartArray(name);
        foreach (T value in values)
            Object(writer, inner => members(inner, value));
        writer.WriteEndArray();
    }

    /// <summary>Writes a member that is an array of texts.</summary>
    public static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    /// <summary>Writes a member <c>leftOut</c>: refusals with their code, place, finding and remedy.</summary>
    public static void LeftOut(Utf8JsonWriter writer, IEnumerable<Refusal> refusals) => Array(writer, "leftOut", refusals, Refusal);

    /// <summary>Writes the members of a refusal.</summary>
    public static void Refusal(Utf8JsonWriter writer, Refusal refusal)
    {
        writer.WriteString("code", refusal.Code.ToString());
        writer.WriteString("where", refusal.Where);
        writer.WriteString("what", refusal.What);
        writer.WriteString("remedy", refusal.Remedy);
    }

    /// <summary>Writes the members of what changes for one driver; a text is empty where it is not in the image.</summary>
    public static void Change(Utf8JsonWriter writer, PlacementChange change)
    {
        writer.WriteString("driver", change.Driver);
        writer.WriteString("before", change.Before);
        writer.WriteString("after", change.After);
    }

    /// <summary>A moment as all verbs write it: UTC, to the second.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    private static void Object(Utf8JsonWriter writer, Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }
}
