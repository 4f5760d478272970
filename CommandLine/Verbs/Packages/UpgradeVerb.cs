using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class UpgradeVerb
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Installed drivers; all where none are named.", Arity = ArgumentArity.ZeroOrMore };
        var source = new SourceOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and change nothing." };
        Option<bool> accept = InstallVerb.AcceptOption();
        Option<FileInfo[]> attestations = InstallVerb.AttestationOption();
        Option<bool> noCompile = ProgramsAhead.NoCompileOption();
        Option<bool> json = InstallVerb.PlanAsJson();
        var command = new Command("upgrade", "Install the newer versions that a feed has of installed drivers, together or not at all.") { names, dryRun, noCompile, accept, attestations, json, RootSession.RootOption };
        source.AddTo(command, isRequired: true);
        command.SetAction((parsed, cancellation) =>
        {
            RootSession session = RootSession.Open(parsed);
            InstalledSet installed = session.Root.Store.Installed();
            var search = new PackageSearch(source.Open(parsed));
            IReadOnlyList<string> files = search.WithProviders(search.Upgrades(installed, parsed.GetValue(names) ?? []), installed);
            if (files.Count == 0 && !parsed.GetValue(json))
            {
                Console.WriteLine("Nothing newer is there.");
                return Task.FromResult(ExitCode.Done);
            }
            var options = new InstallOptions { AllowsGrowth = parsed.GetValue(accept), Attestations = InstallVerb.Paths(parsed, attestations) };
            Installer installer = Pipelines.Installer(session);
            bool isDryRun = parsed.GetValue(dryRun);
            InstallPlan plan = isDryRun ? installer.Plan(files, options) : Consent.Run(installer, files, options, installer.Upgrade);
            var installation = new Installation(session, plan, [], isDryRun, Installation.AtNextBoot);
            return Task.FromResult(installation.Finish(parsed.GetValue(json), compiles: !parsed.GetValue(noCompile), cancellation));
        });
        return command;
    }
}
