using System.Text.Json;
using Singular.Verifier.Reports;

namespace Singular.Verifier.Isolation.Tests.Reports;

/// <summary>The forms in which results are printed.</summary>
public class ReportTests
{
    private static readonly Finding Stack = new(FindingArea.Types, "StackUnexpected", 0x0600_002A, "Acme.Driver", "Read(Int32)", 0x1A, "an int", "a string", "Say ToString()");
    private static readonly Finding Hostile = new(FindingArea.Isolation, "IsolationResource", Finding.ModuleSubject, "", "", null, "a \"re\tsource\"\r\n\u2028\u0007</x>");
    private static readonly VerifiedFile Refused = new("out/my drivers/A.dll", new VerificationResult("A, Version=1.0.0.0", [Stack, Hostile], 7));
    private static readonly VerifiedFile Accepted = new("B.dll", new VerificationResult("B", [], 3));

    [Fact]
    public void TsvHasFourFieldsALine()
    {
        string[] lines = Lines("tsv");
        Assert.Equal(2, lines.Length);
        Assert.Equal("0x0600002a\tStackUnexpected\t26\tan int; expected a string. Say ToString()", lines[0]);
        Assert.Equal(["0x00000001", "IsolationResource", "", "a \"re source\"    </x>"], lines[1].Split('\t'));
    }

    [Fact]
    public void TextNamesFilePlaceAndMessage()
    {
        string text = Write("text");
        Assert.Contains("out/my drivers/A.dll: refused, 2 findings", text);
        Assert.Contains("StackUnexpected in Acme.Driver::Read(Int32) IL_001a", text);
        Assert.Contains("B.dll: accepted, 3 methods verified", text);
    }

    [Fact]
    public void EveryFindingSaysHowToMendIt()
    {
        string good = CodeCatalogue.Find("IsolationResource")!.Good;
        Assert.Contains("    an int; expected a string. Say ToString()", Write("text"));
        Assert.Contains($"    Right would be: {good}", Write("text"));
        using JsonDocument json = JsonDocument.Parse(Write("json"));
        Assert.Equal(["Say ToString()", $"Right would be: {good}"], json.RootElement.GetProperty("files")[0].GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("advice").GetString()));
        using JsonDocument sarif = JsonDocument.Parse(Write("sarif"));
        Assert.Contains(good, sarif.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules")[0].GetProperty("help").GetProperty("text").GetString());
    }

    [Fact]
    public void AKnownLineOfSourceIsTheOrigin()
    {
        Finding located = Stack with { Source = new Singular.Verifier.Sources.SourcePlace("src/Clock.cs", 12, 5) };
        VerifiedFile file = new("A.dll", new VerificationResult("A", [located], 1));
        Assert.StartsWith("src/Clock.cs(12,5) : error StackUnexpected: ", Write("msbuild", file));
        Assert.Contains("StackUnexpected in Acme.Driver::Read(Int32) IL_001a, src/Clock.cs:12", Write("text", file));
        Assert.Equal(Write("tsv", file with { Result = file.Result with { Findings = [Stack] } }), Write("tsv", file));
        using JsonDocument json = JsonDocument.Parse(Write("json", file));
        Assert.Equal(12, json.RootElement.GetProperty("files")[0].GetProperty("findings")[0].GetProperty("source").GetProperty("line").GetInt32());
        using JsonDocument sarif = JsonDocument.Parse(Write("sarif", file));
        JsonElement result = sarif.RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal(("src/Clock.cs", 12, "A.dll"), (place.GetProperty("artifactLocation").GetProperty("uri").GetString(),
            place.GetProperty("region").GetProperty("startLine").GetInt32(), result.GetProperty("analysisTarget").GetProperty("uri").GetString()));
    }

    [Fact]
    public void MSBuildLinesHaveTheCanonicalForm() => Assert.All(Lines("msbuild"), l => Assert.Matches(@"^out/my drivers/A\.dll : error \w+: .+", l));

    [Fact]
    public void JsonKeepsEveryField()
    {
        using JsonDocument json = JsonDocument.Parse(Write("json"));
        JsonElement[] files = [.. json.RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal([false, true], files.Select(f => f.GetProperty("accepted").GetBoolean()));
        JsonElement first = files[0].GetProperty("findings")[0];
        Assert.Equal(("0x0600002a", 26, "an int"), (first.GetProperty("subject").GetString(), first.GetProperty("ilOffset").GetInt32(), first.GetProperty("found").GetString()));
        Assert.Equal(Hostile.Found, files[0].GetProperty("findings")[1].GetProperty("found").GetString());
    }

    [Fact]
    public void SarifNamesToolRulesAndPlaces()
    {
        using JsonDocument json = JsonDocument.Parse(Write("sarif"));
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        Assert.Equal(["IsolationResource", "StackUnexpected"], run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()));
        JsonElement location = run.GetProperty("results")[0].GetProperty("locations")[0];
        Assert.Equal("out/my%20drivers/A.dll", location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal("function", location.GetProperty("logicalLocations")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public void EveryFormIsFoundByItsNameAndNoOtherIs()
    {
        Assert.All(ReportFormats.All, f => Assert.Same(f, ReportFormats.Find(f.Name.ToUpperInvariant())));
        Assert.Null(ReportFormats.Find("xml"));
    }

    private static string Write(string format) => Write(format, Refused, Accepted);

    private static string Write(string format, params VerifiedFile[] files)
    {
        using var writer = new StringWriter();
        ReportFormats.Find(format)!.Write(writer, files);
        return writer.ToString();
    }

    private static string[] Lines(string format) => Write(format).TrimEnd('\n', '\r').Split('\n');
}
