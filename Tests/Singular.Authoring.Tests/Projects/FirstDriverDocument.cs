using System.Text.RegularExpressions;

namespace Singular.Authoring.Tests.Projects;

/// <summary><c>docs/first-driver.md</c> carried out: every fenced block of commands, in order, in one shell.</summary>
public sealed partial class FirstDriverDocument : IDisposable
{
    // Two minutes on a machine of its own; a shared one takes longer.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    public FirstDriverDocument()
    {
        Blocks = Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "first-driver.md")));
        // The first block is for the checkout, the others are for wherever the author works.
        string script = "cd \"$CHECKOUT\"\n" + string.Concat(Blocks.Select((block, index) => $"{block.Commands}printf '\\n{Mark(index)}\\n'\n{(index == 0 ? "cd - > /dev/null\n" : "")}"));
        (Status, Output) = Home.Run(script, s_limit);
    }

    public AuthorHome Home { get; } = new();

    /// <summary>The driver's project that the document makes.</summary>
    public string Project => Path.Combine(Home.Work, "Acme.Rtc");

    public int Status { get; }

    public string Output { get; }

    /// <summary>Blocks of commands, and the lines that the document says they print.</summary>
    public IReadOnlyList<(string Commands, string[] Expected)> Blocks { get; }

    /// <summary>What a block printed.</summary>
    public string OutputOf(int block)
    {
        int start = block == 0 ? 0 : Output.IndexOf(Mark(block - 1), StringComparison.Ordinal);
        int end = Output.IndexOf(Mark(block), StringComparison.Ordinal);
        return start < 0 || end < 0 ? "" : Output[start..end];
    }

    public void Dispose() => Home.Dispose();

    private static string Mark(int block) => $"--- end of block {block} ---";

    private static List<(string, string[])> Read(string document)
    {
        var blocks = new List<(string Commands, string[] Expected)>();
        foreach (Match fence in Fence().Matches(document))
        {
            string body = fence.Groups["body"].Value;
            if (fence.Groups["kind"].Value == "sh")
                blocks.Add((body, []));
            else if (fence.Groups["kind"].Value == "text")
                blocks[^1] = (blocks[^1].Commands, body.TrimEnd('\n').Split('\n'));
        }

        return blocks;
    }

    [GeneratedRegex("^```(?<kind>[a-z]+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
