using System.CommandLine;
using System.CommandLine.Parsing;
using Singular.Builder;
using Singular.Emulation;
using Singular.Manifests;

namespace Singular.CommandLine;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        RootCommand root = Verbs.All.Create();
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            // Behind a word that means nothing, that a command is missing as well is no news.
            IEnumerable<ParseError> errors = parsed.UnmatchedTokens.Count > 0
                ? parsed.Errors.Where(error => parsed.UnmatchedTokens.Any(token => error.Message.Contains(token, StringComparison.Ordinal)))
                : parsed.Errors;
            foreach (ParseError error in errors)
                Console.Error.WriteLine($"singular: {error.Message}");
            Console.Error.WriteLine($"See '{HelpFor(parsed.CommandResult)}'.");
            return ExitCode.CouldNotRun;
        }

        try
        {
            return await RunAsync(parsed);
        }
        catch (CommandFailure failure)
        {
            Console.Error.WriteLine($"singular: {failure.Message}");
            return failure.ExitCode;
        }
        catch (RefusedException refused)
        {
            foreach (Refusal refusal in refused.Refusals)
                Console.Error.WriteLine($"singular: {refusal}");
            return refused.Refusals.All(refusal => CouldNotRun(refusal.Code)) ? ExitCode.CouldNotRun : ExitCode.Refused;
        }
        catch (BuildException failure)
        {
            Console.Error.WriteLine($"singular: {failure.Message}");
            return failure.Code is BuildCode.ToolMissing or BuildCode.InputMissing ? ExitCode.CouldNotRun : ExitCode.Refused;
        }
        catch (EmulatorException failure)
        {
            Console.Error.WriteLine($"singular: {failure.Message}");
            return ExitCode.CouldNotRun;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("singular: interrupted; nothing was left half done.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"singular: {failure.Message}");
            return ExitCode.CouldNotRun;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"singular: internal error, please report it with this text: {failure}");
            return ExitCode.Internal;
        }
    }

    /// <summary>True for what is not about the thing that was to be checked, but about the machine or what was named on the command line.</summary>
    private static bool CouldNotRun(RefusalCode code) => code
        is RefusalCode.FileMissing or RefusalCode.FileUnreadable or RefusalCode.DiskFull or RefusalCode.RootMissing or RefusalCode.RootInvalid or RefusalCode.StoreLocked or RefusalCode.FeedUnavailable;

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        Pipeline.BuildProgress.TellsKeptSteps = parsed.GetValue(Verbs.All.Verbose);
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception failure) when (parsed.GetValue(Verbs.All.Verbose))
        {
            Console.Error.WriteLine(SafeText.EscapeLines(failure.ToString()));
            throw;
        }
    }

    private static string HelpFor(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? symbol = command; symbol is CommandResult { Command: not RootCommand } inner; symbol = symbol.Parent)
            names.Push(inner.Command.Name);
        return string.Join(' ', ["singular", .. names, "--help"]);
    }
}
