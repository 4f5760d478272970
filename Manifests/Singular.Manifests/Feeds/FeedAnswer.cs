using System.Text.Json;

namespace Singular.Manifests;

/// <summary>What a feed says, read under limits.</summary>
internal static class FeedAnswer
{
    /// <summary>Texts of one list; packages with the most versions have some thousands.</summary>
    private const int MaxTexts = 10_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>The resources of a service index by their type; of several of one type the first.</summary>
    /// <exception cref="RefusedException"><c>FeedInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, string> Resources(Uri address, byte[] utf8)
    {
        using JsonDocument document = Parse(address, utf8);
        if (Text(document.RootElement, "version") is not { } version || !version.StartsWith("3.", StringComparison.Ordinal))
            throw FeedConnection.Invalid(address, "the service index is not one of version 3");
        var resources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement resource in Array(document.RootElement, "resources"))
        {
            if (Text(resource, "@type") is { } type && Text(resource, "@id") is { } id)
                resources.TryAdd(type, id);
        }
        return resources;
    }

    /// <summary>The texts of a list of texts.</summary>
    /// <exception cref="RefusedException"><c>FeedInvalid</c>: there is no such list, or it is too long.</exception>
    public static IReadOnlyList<string> Texts(Uri address, byte[] utf8, string name)
    {
        using JsonDocument document = Parse(address, utf8);
        return Limited(address, [.. Array(document.RootElement, name).Where(element => element.ValueKind == JsonValueKind.String).Select(element => element.GetString()!)]);
    }

    /// <summary>The <c>id</c> of each thing that a search found.</summary>
    /// <exception cref="RefusedException"><c>FeedInvalid</c>.</exception>
    public static IReadOnlyList<string> Ids(Uri address, byte[] utf8)
    {
        using JsonDocument document = Parse(address, utf8);
        return Limited(address, [.. Array(document.RootElement, "data").Select(found => Text(found, "id")).OfType<string>()]);
    }

    private static JsonDocument Parse(Uri address, byte[] utf8)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw FeedConnection.Invalid(address, "the answer is no JSON object");
        }
        catch (JsonException)
        {
            throw FeedConnection.Invalid(address, "the answer is no JSON");
        }
    }

    private static IReadOnlyList<string> Limited(Uri address, IReadOnlyList<string> texts) =>
        texts.Count <= MaxTexts ? texts : throw FeedConnection.Invalid(address, $"the answer lists {texts.Count} things, at most {MaxTexts} are read");

    private static IEnumerable<JsonElement> Array(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
