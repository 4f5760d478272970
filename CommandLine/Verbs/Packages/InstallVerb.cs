using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class InstallVerb
{
    public static Command Create()
    {
        var packages = new Argument<string[]>("PACKAGE") { Description = "Signed packages: files, folders of them, or with --source NAME, NAME@VERSION and NAME@RANGE; they go in together or not at all.", Arity = ArgumentArity.ZeroOrMore };
        var source = new SourceOptions();
        var locked = new Option<FileInfo?>("--locked") { Description = "Make the machine what a lock file says: its trust, its policy and exactly its packages, which are found by their hashes among PACKAGE and --source.", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and change nothing." };
        Option<bool> accept = AcceptOption();
        var downgrade = new Option<bool>("--allow-downgrade") { Description = "An older version may take the place of a newer one." };
        var replace = new Option<bool>("--replace") { Description = "Another package of the same id and version may take the place of the installed one." };
        Option<FileInfo[]> attestations = AttestationOption();
        Option<bool> noCompile = ProgramsAhead.NoCompileOption();
        Option<bool> json = PlanAsJson();
        var command = new Command("install", "Check signed driver packages and install them under the root's policy.") { packages, locked, dryRun, noCompile, accept, downgrade, replace, attestations, json, RootSession.RootOption };
        source.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string[] words = parsed.GetValue(packages) ?? [];
            var search = new PackageSearch(source.Open(parsed));
            bool isDryRun = parsed.GetValue(dryRun);
            Installation installation;
            if (parsed.GetValue(locked) is { } file)
            {
                installation = InstallLocked(parsed, LockFile.Load(file.FullName), search, words, Paths(parsed, attestations), isDryRun);
            }
            else if (words.Length == 0)
            {
                throw CommandFailure.CouldNotRun("install takes packages: files, folders, or names with --source.");
            }
            else
            {
                RootSession session = RootSession.OpenOrCreate(parsed);
                IReadOnlyList<string> files = search.WithProviders(search.Find(words), session.Root.Store.Installed());
                var options = new InstallOptions { AllowsDowngrade = parsed.GetValue(downgrade), AllowsReplacement = parsed.GetValue(replace), AllowsGrowth = parsed.GetValue(accept), Attestations = Paths(parsed, attestations) };
                Installer installer = Pipelines.Installer(session);
                InstallPlan plan = isDryRun ? installer.Plan(files, options) : Consent.Run(installer, files, options, installer.Install);
                installation = new Installation(session, plan, [], isDryRun, Installation.AtNextBoot);
            }
            return Task.FromResult(installation.Finish(parsed.GetValue(json), compiles: !parsed.GetValue(noCompile), cancellation));
        });
        return command;
    }

    /// <summary>How the verbs that install tell programs what they did.</summary>
    public static Option<bool> PlanAsJson() => JsonText.Option("One line: an object with the drivers that go in, those that were there, and those that go.");

    /// <summary>What testers say of the packages.</summary>
    public static Option<FileInfo[]> AttestationOption() => new("--attestation") { Description = "What 'singular check --attest' wrote about one of the packages; counts where the tester is trusted (trust add --attest). May be given several times.", HelpName = "FILE", AllowMultipleArgumentsPerToken = false };

    /// <summary>The files that an option names.</summary>
    public static IReadOnlyList<string> Paths(ParseResult parsed, Option<FileInfo[]> option) => [.. (parsed.GetValue(option) ?? []).Select(file => file.FullName)];

    /// <summary>Consent to an upgrade that asks for more.</summary>
    public static Option<bool> AcceptOption() => new("--accept") { Description = "A newer version may ask for more than the installed one; otherwise you are asked." };

    private static Installation InstallLocked(ParseResult parsed, LockFile file, PackageSearch search, string[] words, IReadOnlyList<string> attestations, bool isDryRun)
    {
        IReadOnlyList<string> paths = search.Locked(file, search.Find(words));
        RootSession session = RootSession.OpenOrCreate(parsed);
        Installer installer = Pipelines.Installer(session);
        InstallPlan plan = isDryRun ? installer.PlanLocked(file, paths, attestations) : installer.InstallLocked(file, paths, attestations);
        string[] gone = [.. plan.Before.Drivers.Select(driver => driver.Manifest.Id).Except(file.Packages.Select(package => package.Id))];
        return new Installation(session, plan, gone, isDryRun, $"Trust, policy and packages are what the lock file says. {Installation.AtNextBoot}");
    }
}
