using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Json.Schema;

namespace Singular.Manifests.Tests;

/// <summary>The published schema and the reader agree, judged by a validator that knows nothing of us.</summary>
public sealed class ManifestSchemaTests
{
    private static readonly JsonSchema s_schema = JsonSchema.FromFile(Path.Combine(AppContext.BaseDirectory, "docs", "manifest.schema.json"));

    private static readonly byte[][] s_manifests = [ManifestJson.Write(ManifestJsonTests.Sample()), ManifestJson.Write(ManifestJsonTests.SampleWithBudget())];

    /// <summary>Values that are wrong almost everywhere, and right in some place.</summary>
    private static readonly string[] s_values =
        ["null", "true", "\"\"", "\"x\"", "\"Acme.Disk\"", "\"../up\"", "\"1.0\"", "\"1.2.3\"", "\"1.2.3-01\"", "\"a\\u001bb\"", "\"a.b\"", "\"a..b\"", "-1", "0", "1", "2", "3", "15", "16", "4095", "4096", "65535", "65536", "1073741824", "1073741825", "1.5", "[]", "{}", "[{}]"];

    [Fact]
    public void What_is_written_is_valid()
    {
        Assert.All(s_manifests, manifest => Assert.True(IsValid(manifest)));
        Assert.True(IsValid(ManifestJson.Write(ManifestJsonTests.SampleWithBudget() with { Budget = new DriverBudget(0, 1) })));
    }

    /// <summary>One member is replaced, taken away or added, anywhere: the schema says what the reader says.</summary>
    [Fact]
    public void Of_a_changed_manifest_schema_and_reader_say_the_same() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3_000),
        Prop.ForAll(
            Gen.Choose(0, 10_000).ToArbitrary(), Gen.Elements(s_values).ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), (place, value, kind) =>
            {
                JsonNode manifest = JsonNode.Parse(s_manifests[place % 2])!;
                JsonObject[] objects = [.. Objects(manifest)];
                JsonObject changed = objects[place / 2 % objects.Length];
                string member = changed.ElementAt(place % changed.Count).Key;
                if (kind == 0)
                    changed.Remove(member);
                else if (kind == 1)
                    changed.Add("more", JsonNode.Parse(value));
                else
                    changed[member] = JsonNode.Parse(value);
                byte[] json = System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
                // A schema cannot add: where the ports of a range end is for the reader alone.
                bool isPastTheEnd = changed["first"] is JsonValue first && changed["count"] is JsonValue count
                    && first.TryGetValue(out int from) && count.TryGetValue(out int length) && from + length > 0x1_0000;
                Assert.True(isPastTheEnd ? !IsRead(json) : IsRead(json) == IsValid(json), $"the reader {(IsRead(json) ? "takes" : "refuses")}, the schema does not: {manifest.ToJsonString()}");
            }));

    private static bool IsValid(byte[] json) => s_schema.Evaluate(JsonNode.Parse(json)).IsValid;

    private static bool IsRead(byte[] json)
    {
        try
        {
            ManifestJson.Read(json);
            return true;
        }
        catch (JsonRecordException)
        {
            return false;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject inner => inner.SelectMany(member => Objects(member.Value)).Prepend(inner),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}
