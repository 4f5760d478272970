using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Singular.Kernel.Checking.Mutants;

namespace Singular.Worker;

/// <summary><c>mutants</c>: spoils drivers of hosted images and looks how many the check finds. Each mutant is checked in a process of
/// its own, which is ended when it hangs.</summary>
internal static class MutantsVerb
{
    private static readonly Argument<string[]> Images = new("IMAGE") { Description = "Folders of hosted images with one driver each." };
    private static readonly Option<int> Count = new("--count") { DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Limit = new("--limit") { Description = "Seconds for one mutant.", DefaultValueFactory = _ => 300 };

    /// <summary>Of a hundred mutants so many have to be found.</summary>
    private const int Target = 90;

    private enum End
    {
        Found,
        Hung,
        Survived,
    }

    public static Command Create()
    {
        var command = new Command("mutants", "Spoil drivers and count how many their check finds; status 1 below 90 %.") { Images, Count, Runs, Seed, Limit };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string folder = Directory.CreateTempSubdirectory("singular-mutants-").FullName;
        var results = new List<(string Driver, Mutant Mutant, End End, string How)>();
        try
        {
            string[] images = parsed.GetRequiredValue(Images);
            for (int i = 0; i < images.Length; i++)
            {
                // As many of each driver, the remainder from the last.
                int wanted = parsed.GetValue(Count) * (i + 1) / images.Length - parsed.GetValue(Count) * i / images.Length;
                results.AddRange(OfDriver(parsed, images[i], wanted, folder));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Report(results);
        int found = results.Count(result => result.End != End.Survived);
        return found * 100 >= Target * results.Count ? ExitStatus.Done : ExitStatus.CheckFailed;
    }

    private static IEnumerable<(string, Mutant, End, string)> OfDriver(ParseResult parsed, string image, int wanted, string folder)
    {
        string driver = Path.GetFileName(Directory.EnumerateDirectories(Path.Combine(image, "driver")).Single());
        string assembly = Directory.EnumerateFiles(Path.Combine(image, "driver", driver), $"{driver}.*dll").Single();
        var mutator = new DriverMutator(assembly);
        Mutant[] all = [.. mutator.All()];
        new Random(parsed.GetValue(Seed)).Shuffle(all);
        for (int number = 0; number < Math.Min(wanted, all.Length); number++)
        {
            string file = Path.Combine(folder, $"{driver}M{number.ToString(CultureInfo.InvariantCulture)}.dll");
            mutator.Write(all[number], file);
            (End end, string how) = Check(parsed, image, file);
            Console.Error.WriteLine($"{driver} {number + 1}/{Math.Min(wanted, all.Length)} {end}: {all[number]}{(how.Length > 0 ? $" ({how})" : "")}");
            yield return (driver, all[number], end, how);
        }
    }

    private static (End End, string How) Check(ParseResult parsed, string image, string assembly)
    {
        string report = Path.ChangeExtension(assembly, ".json");
        using Process process = Process.Start(new ProcessStartInfo("dotnet",
        [
            typeof(MutantsVerb).Assembly.Location, "check", image, "--assembly", assembly, "--placement", "kernel", "--quiet", "--report", report,
            Runs.Name, parsed.GetValue(Runs).ToString(CultureInfo.InvariantCulture), Seed.Name, parsed.GetValue(Seed).ToString(CultureInfo.InvariantCulture),
        ]) { RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(parsed.GetValue(Limit))))
        {
            process.Kill(entireProcessTree: true);
            return (End.Hung, "");
        }
        return process.ExitCode switch
        {
            ExitStatus.Done => (End.Survived, ""),
            ExitStatus.CheckFailed => (End.Found, Violation(report)),
            // What a mutant does to the runtime itself, a stack overflow say, ends the process: nobody could miss that.
            > 128 => (End.Found, $"the process ended with status {process.ExitCode}"),
            _ => throw new InvalidDataException($"The check of {Path.GetFileName(assembly)} could not be made: {errors.Result.Trim().Split('\n')[^1]}"),
        };
    }

    private static string Violation(string report)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(report));
        JsonElement last = json.RootElement.GetProperty("properties").EnumerateArray().Last();
        string[] lines = last.GetProperty("violation").GetString()!.Split('\n');
        return $"run {last.GetProperty("runs").GetInt32()}: {lines[0].Trim()}";
    }

    private static void Report(List<(string Driver, Mutant Mutant, End End, string How)> results)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"driver",-16} {"kind",-18} {"mutants",8} {"found",8} {"survived",9}"));
        foreach (IGrouping<(string Driver, MutationKind Kind), (string Driver, Mutant Mutant, End End, string How)> group in results.GroupBy(result => (result.Driver, result.Mutant.Kind)).OrderBy(group => group.Key.Driver, StringComparer.Ordinal).ThenBy(group => group.Key.Kind))
            Line(group.Key.Driver, group.Key.Kind.ToString(), [.. group.Select(result => result.End)]);
        Line("all", "", [.. results.Select(result => result.End)]);
        Console.WriteLine();
        foreach ((string driver, Mutant mutant, End end, string _) in results.Where(result => result.End == End.Survived))
            Console.WriteLine($"{end.ToString().ToLowerInvariant()}  {driver}  {mutant}");
    }

    private static void Line(string driver, string kind, List<End> ends)
    {
        int survived = ends.Count(end => end == End.Survived);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{driver,-16} {kind,-18} {ends.Count,8} {ends.Count - survived,8} {survived,9}"));
    }
}
