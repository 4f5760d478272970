using System.CommandLine;
using System.Text.RegularExpressions;
using Singular.CommandLine.Help;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.OwnerTests;

[Collection("console")]
public sealed partial class HelpTests
{
    [Fact]
    public void The_manual_page_is_the_one_that_the_commands_make() =>
        Assert.True(File.ReadAllText(Path.Combine(Workbench.Checkout, "docs", "singular.1")) == ManualPage.Make(Verbs.All.Create()), "docs/singular.1 is not what 'singular man' prints; run: singular man > docs/singular.1");

    [Fact]
    public void Every_verb_says_what_it_does_in_one_line_and_what_its_words_mean()
    {
        foreach ((string words, Command command) in Commands(Verbs.All.Create(), ""))
        {
            Assert.True(command.Description is { Length: > 10 } text && !text.Contains('\n') && (text.EndsWith('.') || text.EndsWith(')')), words);
            Assert.All(command.Arguments, argument => Assert.True(argument.Description is { Length: > 5 }, $"{words} {argument.Name}"));
            Assert.All(command.Options, option => Assert.True(option.Description is { Length: > 5 }, $"{words} {option.Name}"));
        }
    }

    [Fact]
    public void Every_example_in_the_help_is_understood()
    {
        RootCommand root = Verbs.All.Create();
        int tried = 0;
        foreach ((string words, _) in Commands(root, ""))
        {
            foreach (string example in Examples.Of(words))
            {
                string own = example.Split('|')[^1].Trim();
                string[] parts = [.. Word().Matches(own[(own.IndexOf("singular", StringComparison.Ordinal) + "singular".Length)..]).Select(match => match.Value.Trim('\''))];
                Assert.True(root.Parse(parts).Errors.Count == 0, $"{example}: {string.Join(' ', root.Parse(parts).Errors)}");
                tried++;
            }
        }
        Assert.True(tried > 40);
    }

    [Theory]
    [InlineData("--help", "singular VERB --help")]
    [InlineData("policy set --help", "singular policy set CmosClock --place process")]
    [InlineData("--version", ".")]
    public void Help_and_version_are_printed(string line, string expected)
    {
        using var bench = new Workbench();
        Assert.Contains(expected, bench.Done(line.Split(' ')));
    }

    [Fact]
    public void What_nobody_can_mean_is_usage()
    {
        using var bench = new Workbench();
        (int status, _, string errors) = bench.Run("polcy");
        Assert.Equal(ExitCode.CouldNotRun, status);
        Assert.Contains("singular --help", errors);
    }

    [Fact]
    public void The_doctor_looks_for_what_the_script_installs()
    {
        string script = File.ReadAllText(Path.Combine(Workbench.Checkout, "singular"));
        string list = script[script.IndexOf("requirements=(", StringComparison.Ordinal)..];
        string[] wanted = [.. Requirement().Matches(list[..list.IndexOf(')')]).Select(match => match.Groups[1].Value)];
        Assert.Equal(wanted, MachineRequirements.Debian.Select(requirement => $"{requirement.Thing} {requirement.Package}"));
    }

    private static IEnumerable<(string Words, Command Command)> Commands(Command above, string words)
    {
        foreach (Command command in above.Subcommands)
        {
            string own = $"{words} {command.Name}".Trim();
            yield return (own, command);
            foreach ((string Words, Command Command) inner in Commands(command, own))
                yield return inner;
        }
    }

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Word();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Requirement();
}
