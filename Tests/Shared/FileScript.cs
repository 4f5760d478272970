namespace Singular.Tests.Shared;

/// <summary>Lines for the shell whose transcript has to be the same wherever the drivers run, and what must be in it. Two of
/// the lines are refused on purpose.</summary>
internal static class FileScript
{
    public static readonly string[] Lines =
    [
        "date",
        "mkdir /notes",
        "write /notes/a-long-file-name.txt hello, world",
        "cat /notes/a-long-file-name.txt",
        "stat /notes/a-long-file-name.txt",
        "ls /",
        "ls /notes",
        "rm /notes",
        "cat /missing",
        "rm /notes/a-long-file-name.txt",
        "rm /notes",
        "ls",
        "nonsense",
    ];

    /// <param name="transcript">What the shell wrote, runs of spaces as they came.</param>
    /// <param name="time">The machine's date and time as <c>date</c> writes it, e.g. <c>2026-03-04 05:06:08</c>.</param>
    public static void Check(string transcript, string time)
    {
        Assert.Contains($"{time} UTC\n", transcript);
        Assert.Contains("hello, world", transcript);
        Assert.Matches($@"modified +{time} UTC", transcript);
        Assert.Contains("error: /notes: the directory is not empty", transcript);
        Assert.Contains("error: /missing: there is no such file", transcript);
        Assert.Contains("there is no command 'nonsense'", transcript);
    }
}
