using System.CommandLine;
using System.Globalization;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class CheckVerb
{
    private static readonly Argument<FileInfo> Package = new("PACKAGE") { Description = "A driver package; signed or not." };
    private static readonly Option<int> Runs = new("--runs") { Description = "How often each property is tried.", DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The number that everything random follows from.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Where = new("--placement") { Description = "kernel, process or both.", DefaultValueFactory = _ => "both" };
    private static readonly Option<bool> InGuest = new("--in-guest") { Description = "Run the driver in the booted system in QEMU, on the emulated devices, in place of simulated hardware." };
    private static readonly Option<FileInfo[]> Providers = new("--provider") { Description = "A package of a driver that provides what the checked one imports, where that is not of the system; verified like it, several times for several.", HelpName = "PACKAGE", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<FileInfo[]> Laws = new("--laws") { Description = "Laws that the contract's author ships: an assembly, or a NuGet package with them. They are code, are not verified and run on this machine with your rights: name only what you trust.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string> Format = new("--format") { Description = "text, or json for programs.", DefaultValueFactory = _ => "text" };
    private static readonly Option<FileInfo?> Attest = new("--attest") { Description = "Where all was kept: write the signed result here.", HelpName = "FILE" };

    static CheckVerb()
    {
        Where.AcceptOnlyFromAmong("kernel", "process", "both");
        Format.AcceptOnlyFromAmong("text", "json");
        Runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--runs takes a number from 1.");
        });
    }

    public static Command Create()
    {
        var keys = new KeyOptions();
        var command = new Command("check", "Test a driver package without its source: whatever its contract allows is done to it, with simulated hardware, in both placements; status 1 when it breaks its contract.")
        {
            Package, Runs, Seed, Where, InGuest, Providers, Laws, Format, Attest, RootSession.RootOption,
        };
        keys.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, keys, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, KeyOptions keys, CancellationToken cancellation)
    {
        Workspace workspace = Workspace.Find();
        DriverPackage package = PackageReader.Read(PackageReader.ReadFile(parsed.GetRequiredValue(Package).FullName));
        DriverPackage[] providers = [.. (parsed.GetValue(Providers) ?? []).Select(ReadProvider)];
        string folder = Directory.CreateTempSubdirectory("singular-check-").FullName;
        try
        {
            string report = Path.Combine(folder, "report.json");
            List<string> arguments =
            [
                .. parsed.GetValue(InGuest) ? PrepareGuest(parsed, workspace, package, providers, folder, cancellation) : PrepareSimulation(parsed, workspace, package, providers, folder),
                .. (parsed.GetValue(Laws) ?? []).SelectMany(file => LawFiles.Obtain(file.FullName, Path.Combine(folder, "laws"))).SelectMany(file => new[] { Laws.Name, file }),
                "--report", report,
                Runs.Name, parsed.GetValue(Runs).ToString(CultureInfo.InvariantCulture),
                Seed.Name, parsed.GetValue(Seed).ToString(CultureInfo.InvariantCulture),
            ];
            if (parsed.GetValue(Format) == "json")
                arguments.Add("--quiet");
            int status = await WorkerProgram.RunAsync(workspace, arguments, cancellation);
            if (parsed.GetValue(Format) == "json" && File.Exists(report))
                Console.WriteLine(File.ReadAllText(report));
            if (status == ExitCode.Done && parsed.GetValue(Attest) is { } file)
                Sign(parsed, keys, package, File.ReadAllBytes(report), file.FullName);
            return status;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static DriverPackage ReadProvider(FileInfo file)
    {
        DriverPackage provider = PackageReader.Read(PackageReader.ReadFile(file.FullName));
        return provider.Manifest.Provides.Name.StartsWith(ContractOwners.OfTheSystem, StringComparison.Ordinal)
            ? throw CommandFailure.CouldNotRun($"{SafeText.Escape(provider.Id)} provides {provider.Manifest.Provides}, which the check provides by itself; --provider takes packages with contracts of their own.")
            : provider;
    }

    private static string[] PrepareSimulation(ParseResult parsed, Workspace workspace, DriverPackage package, IReadOnlyList<DriverPackage> providers, string folder)
    {
        string image = Path.Combine(folder, "image");
        new Progress().Run($"Verifying and preparing {package.Id}", () => new CheckedImage(workspace).Build(package, providers, image));
        return ["check", image, Where.Name, parsed.GetRequiredValue(Where)];
    }

    private static string[] PrepareGuest(
        ParseResult parsed, Workspace workspace, DriverPackage package, IReadOnlyList<DriverPackage> providers, string folder, CancellationToken cancellation)
    {
        Placement[] placements = parsed.GetRequiredValue(Where) switch
        {
            "kernel" => [Placement.Kernel],
            "process" => [Placement.Process],
            _ => [Placement.Kernel, Placement.Process],
        };
        IReadOnlyList<GuestImage> images = new GuestImages(workspace).Build(package, providers, placements, folder, cancellation);
        return ["check-guest", images[0].NucleusFile, .. images.Select(image => image.ImageFile), .. images.SelectMany(image => new[] { "--contracts", image.ContractsFolder })];
    }

    private static void Sign(ParseResult parsed, KeyOptions keys, DriverPackage package, byte[] report, string file)
    {
        using SigningKey key = keys.Load(parsed);
        Files.Replace(file, CheckAttestation.Sign(package, report, key, TimeProvider.System, keys.Stamper(parsed)));
        Console.WriteLine($"{file}  attests the check, signed by {key.Name} (SHA-256 {key.Fingerprint})");
    }
}
