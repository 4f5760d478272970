using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;
using Singular.Verifier;
using Singular.Verifier.Reports;

namespace Singular.CommandLine.Verbs;

internal static class VerifyVerb
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Assemblies.", Arity = ArgumentArity.OneOrMore };
        var references = new Option<DirectoryInfo[]>("--reference", "-r") { Description = "Folder with assemblies that they refer to; may be given several times. Default: the driver's platform, contracts and SDK.", HelpName = "DIR" };
        var siblings = new Option<FileInfo[]>("--with") { Description = "An assembly of the same package, to which the others may refer; may be given several times.", HelpName = "DLL" };
        var checks = new Option<string>("--checks") { Description = "Families of rules: types, isolation, contracts, or all.", DefaultValueFactory = _ => "all" };
        checks.AcceptOnlyFromAmong("types", "isolation", "contracts", "all");
        var format = new Option<string>("--format") { Description = "text, json, sarif, tsv or msbuild.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "sarif", "tsv", "msbuild");
        var command = new Command("verify", "Verify IL: type safety, isolation and contract rules. Reports all findings.") { files, references, siblings, checks, format };
        command.SetAction(parsed =>
        {
            using ReferenceSet set = References(parsed.GetValue(references) ?? []);
            foreach (FileInfo sibling in parsed.GetValue(siblings) ?? [])
                AddSibling(set, sibling.FullName);
            var options = new VerifierOptions { Checks = Checks(parsed.GetRequiredValue(checks)) };
            var results = new List<VerifiedFile>();
            foreach (FileInfo file in parsed.GetRequiredValue(files))
                results.Add(new VerifiedFile(file.FullName, AssemblyVerifier.Verify(Files.Read(file.FullName), set, options)));
            ReportFormats.Find(parsed.GetRequiredValue(format))!.Write(Console.Out, results);
            return results.All(result => result.Result.IsAccepted) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static ReferenceSet References(DirectoryInfo[] folders)
    {
        if (folders.Length == 0)
            return Workspace.Find().References();
        var set = new ReferenceSet();
        foreach (DirectoryInfo folder in folders)
        {
            if (!folder.Exists)
                throw CommandFailure.CouldNotRun($"{SafeText.Escape(folder.FullName)} is not a folder.");
            set.AddFolder(folder.FullName);
        }

        return set;
    }

    private static void AddSibling(ReferenceSet set, string path)
    {
        try
        {
            set.Add(Files.Read(path));
        }
        catch (BadImageFormatException)
        {
            throw CommandFailure.CouldNotRun($"{SafeText.Escape(path)} is no .NET assembly; --with takes those that lie in the package beside the driver.");
        }
    }

    private static VerificationChecks Checks(string name) => name switch
    {
        "types" => VerificationChecks.Types,
        "isolation" => VerificationChecks.Isolation,
        "contracts" => VerificationChecks.Contracts,
        _ => VerificationChecks.All,
    };
}
