using System.Text.Json;

namespace Singular.CommandLine.OwnerTests;

/// <summary>What verbs print for programs: one line of JSON for each, with these members in this order.</summary>
[Collection("console")]
public sealed class JsonTests(InstalledMachine machine) : IClassFixture<InstalledMachine>
{
    private const string Entry = "generation sha256 previousSha256 at who reason changes[action package version packageSha256 rule verified]";
    private const string LeftOut = "leftOut[code where what remedy]";
    private const string Difference = "removed[] added[] changes[driver before after]";
    private const string Plan = "done drivers[name version replaced packageSha256 signer signerFingerprint validAt stampedBy countersigner attester notes[] placement rule resources more[] waived[]] unchanged[name version] removed[]";

    [Theory]
    [InlineData("list --root {root}", $"[name version placement rule provides signer signerFingerprint packageSha256 countersigner attester validAt {LeftOut}]")]
    [InlineData("status --root {root}", $"generation drivers kernel process head hasImage changes[driver before after] {LeftOut}")]
    [InlineData("history --root {root}", Entry)]
    [InlineData("log show --root {root}", Entry)]
    [InlineData("log verify --root {root}", "entries head findings[code where what remedy]")]
    [InlineData("store check --root {root}", "[code where what remedy mended]")]
    [InlineData("trust list --root {root}", "[role name fingerprint scope revoked reason]")]
    [InlineData("policy show --root {root}", "rules[line conditions[] placement options[]] bindings[line driver parameter provider]")]
    [InlineData("policy explain CmosClock --root {root}", $"driver placement line rule tried[] resources restart {LeftOut}")]
    [InlineData("policy diff {policy} --root {root}", "[driver before after]")]
    [InlineData("policy set Nobody --place process --root {root}", Difference)]
    [InlineData("install {first} --dry-run --root {root}", Plan)]
    [InlineData("install CmosClock --no-compile --source {feed} --dry-run --root {root}", Plan)]
    [InlineData("upgrade --source {feed} --dry-run --root {root}", Plan)]
    [InlineData("lock -o {root}/lock --root {root}", "file packages certificates rules")]
    [InlineData("keys list --root {root}", "[name]")]
    [InlineData("contract list", "[name version hash]")]
    [InlineData("contract diff singular.clock singular.clock", "compatible changes[before after breaks]")]
    [InlineData("explain StackUnexpected", "code area meaning bad good")]
    public void A_verb_prints_one_line_with_these_members(string line, string shape)
    {
        (int status, string output, string errors) = machine.Run(line + " --json");
        Assert.True(status == ExitCode.Done, errors + output);
        Assert.Single(output.TrimEnd('\n').Split('\n'));
        Assert.Equal("", Misfit(shape, output));
    }

    [Theory]
    [InlineData("policy check --root {root}", "findings[line what] leftOut[code where what remedy]")]
    [InlineData("doctor --root {root}", "[good what remedy]")]
    public void A_verb_that_finds_something_prints_it_the_same_way(string line, string shape)
    {
        (int status, string output, string errors) = machine.Run(line + " --json");
        Assert.True(status is ExitCode.Refused or ExitCode.Done, errors + output);
        Assert.Equal("", Misfit(shape, output));
    }

    [Fact]
    public void What_changes_the_machine_prints_the_new_entry_of_the_log()
    {
        machine.Run("install CmosClock --no-compile --source {feed} --root {root} --replace");
        (int status, string output, string errors) = machine.Run("rollback --json --root {root}");
        Assert.True(status == ExitCode.Done, errors);
        Assert.Equal("", Misfit(Entry, output));
        Assert.Equal("", Misfit(Entry, machine.Run("remove CmosClock --json --root {root}").Output));
        Assert.Equal("", Misfit(Plan, machine.Run("install {first} --no-compile --json --root {root}").Output));
    }

    // Empty arrays have the shape of any array: what is in them is held to the shape where something is.
    private static string Misfit(string shape, string output)
    {
        using JsonDocument json = JsonDocument.Parse(output);
        string found = Shape(json.RootElement);
        return Fits(shape, found) ? "" : $"expected {shape}, found {found}";
    }

    private static bool Fits(string shape, string found)
    {
        int i = 0;
        int j = 0;
        while (i < shape.Length && j < found.Length)
        {
            if (shape[i] == '[' && found[j] == '[' && found[j + 1] == ']')
            {
                int depth = 0;
                do
                    depth += shape[i] == '[' ? 1 : shape[i] == ']' ? -1 : 0;
                while (i++ < shape.Length && depth > 0);
                j += 2;
                continue;
            }
            if (shape[i++] != found[j++])
                return false;
        }
        return i == shape.Length && j == found.Length;
    }

    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => string.Join(' ', element.EnumerateObject().Select(member => member.Name + Shape(member.Value))),
        JsonValueKind.Array => $"[{(element.GetArrayLength() == 0 ? "" : Shape(element[0]))}]",
        _ => "",
    };
}
