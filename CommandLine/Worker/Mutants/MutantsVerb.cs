using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Singular.Kernel.Checking.Mutants;

namespace Singular.Worker.Mutants;

/// <summary><c>mutants</c>: spoils drivers of hosted images and looks how many the check finds.</summary>
internal static class MutantsVerb
{
    private static readonly Argument<string[]> Images = new("IMAGE") { Description = "Folders of hosted images with one driver each." };
    private static readonly Option<int> Count = new("--count") { DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Record = new("--record") { Description = "File with what became of each mutant; those in it are not tried again." };

    /// <summary>Of a hundred mutants so many have to be found.</summary>
    private const int Target = 90;

    /// <summary>A mutant whose check takes so many times as long as the driver's hangs.</summary>
    private const int Patience = 5;

    /// <summary>A check of the driver as it is takes less than this by far.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan s_shortestLimit = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var command = new Command("mutants", "Spoil drivers and count how many their check finds; status 1 below 90 %.") { Images, Count, Runs, Seed, Record };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string folder = Directory.CreateTempSubdirectory("singular-mutants-").FullName;
        var record = new MutantRecord(parsed.GetValue(Record));
        var outcomes = new List<MutantOutcome>();
        try
        {
            string[] images = parsed.GetRequiredValue(Images);
            for (int i = 0; i < images.Length; i++)
            {
                // As many of each driver, the remainder from the last.
                int wanted = parsed.GetValue(Count) * (i + 1) / images.Length - parsed.GetValue(Count) * i / images.Length;
                var trial = new MutantTrial(images[i], parsed.GetValue(Runs), parsed.GetValue(Seed));
                outcomes.AddRange(OfDriver(images[i], wanted, parsed.GetValue(Seed), trial, record, folder));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        MutantTable.Write(outcomes, Console.Out);
        int found = outcomes.Count(outcome => outcome.End != MutantEnd.Survived);
        return found * 100 >= Target * outcomes.Count ? ExitStatus.Done : ExitStatus.CheckFailed;
    }

    private static IEnumerable<MutantOutcome> OfDriver(string image, int wanted, int seed, MutantTrial trial, MutantRecord record, string folder)
    {
        string driver = Path.GetFileName(Directory.EnumerateDirectories(Path.Combine(image, "driver")).Single());
        var mutator = new DriverMutator(Directory.EnumerateFiles(Path.Combine(image, "driver", driver), $"{driver}.*dll").Single());
        Mutant[] all = [.. mutator.All()];
        new Random(seed).Shuffle(all);
        Mutant[] chosen = [.. all.Take(wanted)];
        TimeSpan limit = TimeSpan.Zero;
        for (int number = 0; number < chosen.Length; number++)
        {
            MutantOutcome? outcome = record.Find(driver, chosen[number]);
            if (outcome is null)
            {
                if (limit == TimeSpan.Zero)
                    limit = LimitOf(driver, trial, folder);
                string file = Path.Combine(folder, $"{driver}M{number.ToString(CultureInfo.InvariantCulture)}.dll");
                mutator.Write(chosen[number], file);
                (MutantEnd end, string how) = trial.Run(file, Path.ChangeExtension(file, ".json"), limit);
                outcome = new MutantOutcome(driver, chosen[number], end, how);
                record.Add(outcome);
            }
            Console.Error.WriteLine($"{driver} {number + 1}/{chosen.Length} of {all.Length} {outcome.End}: {outcome.Mutant}{(outcome.How.Length > 0 ? $" ({outcome.How})" : "")}");
            yield return outcome;
        }
    }

    /// <summary>Checks the driver as it is: a check that breaks on it, or never ends, finds nothing in a mutant.</summary>
    private static TimeSpan LimitOf(string driver, MutantTrial trial, string folder)
    {
        long start = Stopwatch.GetTimestamp();
        (MutantEnd end, string how) = trial.Run(null, Path.Combine(folder, "original.json"), s_longest);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{driver} as it is: {end} after {time.TotalSeconds:0.0} s"));
        if (end != MutantEnd.Survived)
            throw new InvalidDataException($"{driver} as it is does not pass its check, so that its mutants say nothing: {how}");
        return time * Patience > s_shortestLimit ? time * Patience : s_shortestLimit;
    }
}
