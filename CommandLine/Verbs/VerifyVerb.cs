using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;
using Singular.Verifier;
using Singular.Verifier.Reports;
using Singular.Verifier.SecondOpinion;
using Singular.Verifier.Sources;

namespace Singular.CommandLine.Verbs;

internal static class VerifyVerb
{
    private static readonly Argument<FileInfo[]> FileArgument = new("FILE") { Description = "Assemblies.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<DirectoryInfo[]> References = new("--reference", "-r") { Description = "Folder with assemblies that they refer to; may be given several times. Default: the driver's platform, contracts and SDK.", HelpName = "DIR" };
    private static readonly Option<FileInfo[]> Siblings = new("--with") { Description = "An assembly of the same package, to which the others may refer; may be given several times.", HelpName = "DLL" };
    private static readonly Option<string> Checks = new("--checks") { Description = "Families of rules: types, isolation, contracts, or all.", DefaultValueFactory = _ => "all" };
    private static readonly Option<string> Format = new("--format") { Description = "text, json, sarif, tsv or msbuild.", DefaultValueFactory = _ => "text" };
    private static readonly Option<string> Target = new("--target") { Description = "What the assemblies are for: net9 (the compiler that makes images) or net10, which also has runtime-async.", DefaultValueFactory = _ => "net9" };
    private static readonly Option<bool> SecondOpinion = new("--second-opinion") { Description = "Run the ilverify on the PATH as well and show where it differs; the status stays ours." };

    static VerifyVerb()
    {
        Checks.AcceptOnlyFromAmong("types", "isolation", "contracts", "all");
        Format.AcceptOnlyFromAmong("text", "json", "sarif", "tsv", "msbuild");
        Target.AcceptOnlyFromAmong("net9", "net10");
    }

    public static Command Create()
    {
        var command = new Command("verify", "Verify IL: type safety, isolation and contract rules. Reports all findings.") { FileArgument, References, Siblings, Checks, Format, Target, SecondOpinion };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string[] paths = [.. parsed.GetRequiredValue(FileArgument).Select(file => file.FullName)];
        foreach (string path in paths)
            Files.Require(path);
        ILVerifyProgram? other = parsed.GetValue(SecondOpinion) ? FindOther() : null;
        IReadOnlyList<string> references = ReferencesOf(parsed.GetValue(References) ?? []);
        using ReferenceSet set = Workspace.OpenReferences(references);
        foreach (FileInfo sibling in parsed.GetValue(Siblings) ?? [])
            AddSibling(set, sibling.FullName);
        var options = new VerifierOptions { Checks = ChecksOf(parsed.GetRequiredValue(Checks)), Features = FeaturesOf(parsed.GetRequiredValue(Target)) };
        IReadOnlyList<VerificationResult> verified = AssemblyBatch.Verify(paths, set, options, Environment.ProcessorCount, cancellation);
        VerifiedFile[] results = [.. paths.Zip(verified, (path, result) => new VerifiedFile(path, SourceFinder.Locate(result, path)))];
        string format = parsed.GetRequiredValue(Format);
        ReportFormats.Find(format)!.Write(Console.Out, results);
        if (other is not null)
        {
            // Only the text for people has room for another text behind it.
            await CompareAsync(other, results, references, SystemModule(set), format == "text" ? Console.Out : Console.Error, cancellation);
        }

        return results.All(result => result.Result.IsAccepted) ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task CompareAsync(ILVerifyProgram other, VerifiedFile[] results, IReadOnlyList<string> references, string systemModule, TextWriter output, CancellationToken cancellation)
    {
        try
        {
            foreach (VerifiedFile file in results)
                OpinionComparison.Compare(file.Result, await other.RunAsync(file.Path, references, systemModule, cancellation)).Write(output, file.Path);
        }
        catch (SecondOpinionException failure)
        {
            throw CommandFailure.CouldNotRun(failure.Message);
        }
    }

    private static ILVerifyProgram FindOther() =>
        ILVerifyProgram.Find(Environment.GetEnvironmentVariable("PATH") ?? "")
        ?? throw CommandFailure.CouldNotRun("There is no ilverify on the PATH for a second opinion. Install it (it is the .NET tool dotnet-ilverify), or leave out --second-opinion; nothing else needs it.");

    /// <summary>ilverify wants to know which assembly defines System.Object.</summary>
    private static string SystemModule(ReferenceSet set) =>
        new[] { "System.Private.CoreLib", "System.Runtime", "netstandard" }.FirstOrDefault(set.Names.Contains) ?? "mscorlib";

    /// <summary>Files, and folders whose assemblies all count.</summary>
    private static IReadOnlyList<string> ReferencesOf(DirectoryInfo[] folders)
    {
        if (folders.Length == 0)
            return Workspace.Find().ReferencePaths();
        foreach (DirectoryInfo folder in folders)
        {
            if (!folder.Exists)
                throw CommandFailure.CouldNotRun($"{SafeText.Escape(folder.FullName)} is not a folder.");
        }

        return [.. folders.Select(folder => folder.FullName)];
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

    private static TargetFeatures FeaturesOf(string target) => target == "net10" ? TargetFeatures.RuntimeAsync : TargetFeatures.None;

    private static VerificationChecks ChecksOf(string name) => name switch
    {
        "types" => VerificationChecks.Types,
        "isolation" => VerificationChecks.Isolation,
        "contracts" => VerificationChecks.Contracts,
        _ => VerificationChecks.All,
    };
}
