namespace Singular.CommandLine.Tests.Running;

/// <summary>How a run of the command line ended.</summary>
internal sealed record CommandResult(int Status, string Output, string Error)
{
    /// <summary>The lines of standard error that are complaints: behind the program's name.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. Error.Split('\n').Where(line => line.StartsWith("singular: ", StringComparison.Ordinal)).Select(line => line["singular: ".Length..])];

    /// <summary>Fails with all that was printed unless the status is the one expected.</summary>
    public CommandResult Expect(int status)
    {
        Assert.True(Status == status, $"status {Status} instead of {status}:\n{Output}\n{Error}");
        return this;
    }
}
