using System.Diagnostics;

namespace Singular.CommandLine.Tests.Running;

/// <summary>Starts the compiled command line the way a person does.</summary>
internal static class Command
{
    /// <summary>Longer than any command takes on a machine that does ten other things.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The checkout that the tests were built in.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>The program.</summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("SINGULAR_COMMAND") is { Length: > 0 } named ? named : Path.Combine(Checkout, "artifacts", "cli", "singular");

    public static CommandResult Run(params string[] arguments) => Run(arguments, "", new Dictionary<string, string>());

    /// <summary>Runs a command with a text on its standard input and some variables of its environment changed.</summary>
    public static CommandResult Run(string[] arguments, string input, IReadOnlyDictionary<string, string> environment)
    {
        Assert.True(File.Exists(Program), $"{Program} is missing; ./singular test builds it");
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["SINGULAR_CHECKOUT"] = Checkout;
        start.Environment.Remove("SINGULAR_ROOT");
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"singular {string.Join(' ', arguments)} did not end within {Patience}");
        }
        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    private static string FindCheckout()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Singular.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside a checkout");
    }
}
