using System.CommandLine;
using System.Globalization;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class BenchMutantsVerb
{
    private static readonly Argument<string[]> Drivers = new("DRIVER") { Description = "Stock drivers; all unless given.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<int> Count = new("--count") { Description = "Mutants, the same number of each driver.", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Runs = new("--runs") { Description = "How often each property is tried on a mutant.", DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The number that everything random follows from.", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Record = new("--record") { Description = "Write down in a file what became of each mutant, and do not try again those that are in it." };

    public static Command Create()
    {
        var command = new Command("mutants", "Spoil the IL of the stock drivers in one place each and show how many 'singular check' finds; status 1 below 90 %.") { Drivers, Count, Runs, Seed, Record };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Workspace workspace = Workspace.Find();
        string folder = Directory.CreateTempSubdirectory("singular-mutants-").FullName;
        try
        {
            List<string> arguments = ["mutants"];
            foreach (string id in Chosen(workspace, parsed.GetValue(Drivers) ?? []))
            {
                DriverPackage package = PackageReader.Read(StockDrivers.Pack(workspace, Path.Combine(workspace.DriversFolder, id, id + ".dll")));
                string image = Path.Combine(folder, id);
                new Progress().Run($"Verifying and preparing {id}", () => new CheckedImage(workspace).Build(package, [], image));
                arguments.Add(image);
            }
            foreach (Option<int> option in (Option<int>[])[Count, Runs, Seed])
                arguments.AddRange([option.Name, parsed.GetValue(option).ToString(CultureInfo.InvariantCulture)]);
            if (parsed.GetValue(Record) is { } file)
                arguments.AddRange([Record.Name, Path.GetFullPath(file)]);
            return await WorkerProgram.RunAsync(workspace, arguments, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<string> Chosen(Workspace workspace, string[] names)
    {
        string[] all = [.. Directory.EnumerateDirectories(workspace.DriversFolder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        return Array.Find(names, name => !all.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? throw CommandFailure.CouldNotRun($"{SafeText.Escape(unknown)} is no stock driver; there are {string.Join(", ", all)}.")
            : names.Length > 0 ? names : all;
    }
}
