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
        Option<DirectoryInfo?> source = InstallVerb.SourceOption();
        source.Required = true;
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and change nothing." };
        Option<bool> accept = InstallVerb.AcceptOption();
        var command = new Command("upgrade", "Install the newer versions that a folder feed has of installed drivers, together or not at all.") { names, source, dryRun, accept, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            RootSession session = RootSession.Open(parsed);
            InstalledSet installed = session.Root.Store.Installed();
            var search = new PackageSearch(new FolderFeed(parsed.GetRequiredValue(source)!.FullName));
            IReadOnlyList<string> files = search.WithProviders(search.Upgrades(installed, parsed.GetValue(names) ?? []), installed);
            if (files.Count == 0)
            {
                Console.WriteLine("Nothing newer is there.");
                return ExitCode.Done;
            }
            var options = new InstallOptions { AllowsGrowth = parsed.GetValue(accept) };
            Installer installer = Pipelines.Installer(session);
            if (parsed.GetValue(dryRun))
                PlanText.Print(installer.Plan(files, options), "Nothing was changed (--dry-run).");
            else
                PlanText.Print(Consent.Run(installer, files, options, installer.Upgrade), "It takes effect at the next boot.");
            return ExitCode.Done;
        });
        return command;
    }
}
