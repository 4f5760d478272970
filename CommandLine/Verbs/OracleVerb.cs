using System.CommandLine;
using System.Globalization;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.Verbs;

internal static class OracleVerb
{
    private static readonly Option<long?> Mutants = new("--mutants") { Description = "Mutants to verify; 100,000 unless given." };
    private static readonly Option<long?> Executed = new("--executed") { Description = "Accepted mutants to run, each on .NET and compiled by ilc; 2,000 unless given." };
    private static readonly Option<int?> Seed = new("--seed") { Description = "The number that everything random follows from; 1 unless given." };
    private static readonly Option<int?> Minutes = new("--time") { Description = "Stop after so many minutes." };
    private static readonly Option<string?> Keep = new("--keep") { Description = "Folder for what breaks: the file, its IL, how to repeat it." };
    private static readonly Option<string[]> Seeds = new("--seed-file") { Description = "One more valid assembly to mutate; may be given several times." };

    public static Command Create()
    {
        var command = new Command("oracle", "Mutate valid assemblies, verify the mutants and run those that are accepted; status 1 when one breaks.")
        {
            Mutants, Executed, Seed, Minutes, Keep, Seeds,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        List<string> arguments = ["oracle"];
        foreach ((string name, object? value) in (ReadOnlySpan<(string, object?)>)[
            (Mutants.Name, parsed.GetValue(Mutants)), (Executed.Name, parsed.GetValue(Executed)), (Seed.Name, parsed.GetValue(Seed)),
            (Minutes.Name, parsed.GetValue(Minutes)), (Keep.Name, parsed.GetValue(Keep))])
        {
            if (value is not null)
                arguments.AddRange([name, Convert.ToString(value, CultureInfo.InvariantCulture)!]);
        }
        foreach (string file in parsed.GetValue(Seeds) ?? [])
            arguments.AddRange([Seeds.Name, file]);
        return WorkerProgram.RunAsync(Workspace.Find(), arguments, cancellation);
    }
}
