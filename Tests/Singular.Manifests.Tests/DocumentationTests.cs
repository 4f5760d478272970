using System.Text.Json;

namespace Singular.Manifests.Tests;

/// <summary>Holds docs/packages.md and docs/manifest.schema.json to what the code does.</summary>
public sealed class DocumentationTests
{
    private static readonly string Packages = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "packages.md"));

    [Fact]
    public void The_policy_in_the_documentation_is_one()
    {
        Policy policy = Policy.Parse(Block("policy"), "docs");
        Assert.Equal((7, 1), (policy.Rules.Count, policy.Binds.Count));
    }

    [Fact]
    public void The_trust_file_in_the_documentation_is_one()
    {
        TrustStore trust = TrustStore.Parse(Block("trust"), "docs");
        Assert.Equal((5, 1), (trust.Signers.Count, trust.Revoked.Count));
    }

    [Fact]
    public void The_contract_text_in_the_documentation_is_that_of_the_clock()
    {
        using AssemblyFolders folders = DriverAssembly.Folders();
        ContractText clock = ManifestDerivation.Contracts(File.ReadAllBytes(typeof(Contracts.IClock).Assembly.Location), folders).Single(text => text.Name == "singular.clock");
        Assert.Contains("```\n" + clock.Text + "```", Packages);
    }

    [Fact]
    public void The_schema_names_the_members_of_a_manifest_in_their_order()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "docs", "manifest.schema.json")));
        using JsonDocument manifest = JsonDocument.Parse(ManifestJson.Write(ManifestJsonTests.SampleWithBudget()));
        string[] members = [.. manifest.RootElement.EnumerateObject().Select(member => member.Name)];
        Assert.Equal(members, schema.RootElement.GetProperty("properties").EnumerateObject().Select(member => member.Name));
        // The budget alone may be left out, with the first form.
        Assert.Equal(members[..^1], schema.RootElement.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        AssertSame(schema.RootElement.GetProperty("properties").GetProperty("budget"), manifest.RootElement.GetProperty("budget"));
        AssertSame(schema.RootElement.GetProperty("$defs").GetProperty("contract"), manifest.RootElement.GetProperty("provides"));
        foreach (string list in (string[])["imports", "ports", "interrupts", "memory"])
            AssertSame(schema.RootElement.GetProperty("properties").GetProperty(list).GetProperty("items"), manifest.RootElement.GetProperty(list)[0]);
    }

    private static void AssertSame(JsonElement schema, JsonElement value)
    {
        string[] members = [.. value.EnumerateObject().Select(member => member.Name)];
        Assert.Equal(members, schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(members, schema.GetProperty("properties").EnumerateObject().Select(member => member.Name));
    }

    private static string Block(string kind)
    {
        int start = Packages.IndexOf($"```{kind}\n", StringComparison.Ordinal) + kind.Length + 4;
        return Packages[start..Packages.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
