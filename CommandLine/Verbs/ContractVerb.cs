using System.CommandLine;
using System.Text;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>What a contract says, how its protocol looks, and what changed between two versions of it.</summary>
internal static class ContractVerb
{
    private const string SystemContracts = "Singular.Contracts";

    private static readonly Option<DirectoryInfo[]> Folders = new("--contracts") { Description = "Folder with further contract assemblies; may be given several times.", HelpName = "DIR" };

    public static Command Create() => new("contract", "Show contracts, draw their protocols, compare their versions.") { List(), Show(), Diagram(), Diff() };

    private static Command List()
    {
        Option<bool> json = JsonText.Option("One line: an array of objects.");
        var command = new Command("list", "List the system's contracts and those of further folders.") { Folders, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ContractText> known = Known(parsed);
            if (parsed.GetValue(json))
            {
                JsonText.PrintArray(known, (writer, contract) =>
                {
                    writer.WriteString("name", contract.Name);
                    writer.WriteString("version", $"{contract.Major}.{contract.Minor}");
                    writer.WriteString("hash", contract.Hash);
                });
                return ExitCode.Done;
            }
            foreach (ContractText contract in known)
                Console.WriteLine($"{contract.Name} {contract.Major}.{contract.Minor}  {contract.Hash}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> contract = Contract("CONTRACT");
        var command = new Command("show", "Print the canonical text of a contract, from which its hash is made; the hash and the laws at hand go to standard error.") { contract, Folders };
        command.SetAction(parsed =>
        {
            ContractText found = Find(parsed, parsed.GetRequiredValue(contract));
            Console.Error.WriteLine($"SHA-256 {found.Hash}");
            foreach (ContractLaws laws in LawsAtHand(parsed, found))
                Console.Error.WriteLine($"laws    {SafeText.Escape(laws.Class)}, {Binding(laws, found)}: {SafeText.Escape(string.Join(", ", laws.Names))}");
            Console.Out.Write(found.Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Diagram()
    {
        Argument<string> contract = Contract("CONTRACT");
        var format = new Option<string>("--format") { Description = "mermaid or svg.", DefaultValueFactory = _ => "mermaid" };
        format.AcceptOnlyFromAmong("mermaid", "svg");
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write it to this file instead of standard output.", HelpName = "FILE" };
        var command = new Command("diagram", "Draw the states of a contract's protocol.") { contract, format, output, Folders };
        command.SetAction(parsed =>
        {
            ContractModel model = Model(parsed, parsed.GetRequiredValue(contract));
            ProtocolGraph graph = ProtocolGraph.Of(model);
            string drawing = parsed.GetRequiredValue(format) == "svg"
                ? ProtocolDiagram.Svg(graph, $"{model.Name} {model.Major}.{model.Minor}")
                : ProtocolDiagram.Mermaid(graph);
            if (parsed.GetValue(output) is { } file)
                File.WriteAllText(file.FullName, drawing);
            else
                Console.Out.Write(drawing);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Diff()
    {
        Argument<string> old = Contract("OLD");
        Argument<string> now = Contract("NEW");
        Option<bool> json = JsonText.Option("One line: an object with the changes.");
        var command = new Command("diff", "Say what changed and whether packages compiled against the old version go on working. Status 1 when not.") { old, now, json, Folders };
        command.SetAction(parsed =>
        {
            ContractDifference difference = ContractDifference.Between(Model(parsed, parsed.GetRequiredValue(old)), Model(parsed, parsed.GetRequiredValue(now)));
            if (parsed.GetValue(json))
            {
                PrintJson(difference);
                return difference.IsCompatible ? ExitCode.Done : ExitCode.Refused;
            }
            foreach (ContractChange change in difference.Changes)
                Print(change);
            Console.WriteLine(difference.Changes.Count == 0 ? "The same contract."
                : difference.IsCompatible ? $"Compatible: packages compiled against {difference.Before.Name} {difference.Before.Major}.{difference.Before.Minor} go on working."
                : "Not compatible: give the new contract another major version, or take back what breaks.");
            return difference.IsCompatible ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static void PrintJson(ContractDifference difference) => JsonText.Print(writer =>
    {
        writer.WriteBoolean("compatible", difference.IsCompatible);
        JsonText.Array(writer, "changes", difference.Changes, (inner, change) =>
        {
            inner.WriteString("before", change.Before);
            inner.WriteString("after", change.After);
            inner.WriteString("breaks", change.Breaks);
        });
    });

    private static void Print(ContractChange change)
    {
        if (change.Before is { } before)
            Console.WriteLine($"- {SafeText.Escape(before)}");
        if (change.After is { } after)
            Console.WriteLine($"+ {SafeText.Escape(after)}");
        if (change.Breaks is { } breaks)
            Console.WriteLine($"  breaks: {breaks}.");
    }

    /// <summary>The laws for a contract in the companion assemblies that lie beside the contract assemblies.</summary>
    private static IEnumerable<ContractLaws> LawsAtHand(ParseResult parsed, ContractText contract)
    {
        string @interface = ContractModel.Parse(contract.Text).Interface;
        using var folders = new AssemblyFolders(ContractFolders(parsed));
        return [.. ContractFolders(parsed).SelectMany(folder => Directory.GetFiles(folder, ContractLaws.CompanionOf("*") + ".dll").Order(StringComparer.Ordinal))
            .SelectMany(file => ContractLaws.In(Files.Read(file), folders)).Where(laws => laws.Interface == @interface)];
    }

    private static string Binding(ContractLaws laws, ContractText contract) => laws.Hash.Length == 0 ? "bound to no text"
        : laws.Hash == contract.Hash ? "for this text"
        : $"for the text with the hash {SafeText.Escape(laws.Hash)}";

    private static string[] ContractFolders(ParseResult parsed) => [Workspace.Find().SystemFolder, .. (parsed.GetValue(Folders) ?? []).Select(folder => folder.FullName)];

    private static Argument<string> Contract(string name) => new(name) { Description = "A contract's name, as 'contract list' gives it; a contract assembly (FILE.dll, or FILE.dll:NAME where it has several); or a file with a canonical text." };

    private static ContractModel Model(ParseResult parsed, string named) =>
        File.Exists(named) && !named.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? ContractModel.Parse(Encoding.UTF8.GetString(Files.Read(named)))
            : ContractModel.Parse(Find(parsed, named).Text);

    private static ContractText Find(ParseResult parsed, string named)
    {
        int colon = named.LastIndexOf(".dll:", StringComparison.OrdinalIgnoreCase);
        string file = colon < 0 ? named : named[..(colon + ".dll".Length)];
        bool isFile = file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<ContractText> candidates = isFile ? Of(parsed, Files.Read(file)) : Known(parsed);
        string? name = !isFile ? named : colon < 0 ? null : named[(colon + ".dll:".Length)..];
        ContractText[] found = [.. candidates.Where(contract => name is null || contract.Name == name)];
        return found.Length == 1
            ? found[0]
            : throw CommandFailure.CouldNotRun(found.Length == 0
                ? $"there is no contract '{SafeText.Escape(name ?? named)}'; there are {Names(candidates)}."
                : $"{SafeText.Escape(file)} has several contracts; name one of {Names(candidates)} as {SafeText.Escape(file)}:NAME.");
    }

    private static string Names(IReadOnlyList<ContractText> contracts) =>
        contracts.Count == 0 ? "none" : string.Join(", ", contracts.Select(contract => contract.Name));

    private static IReadOnlyList<ContractText> Known(ParseResult parsed)
    {
        IEnumerable<string> files = (parsed.GetValue(Folders) ?? []).SelectMany(folder => Directory.GetFiles(folder.FullName, "*.dll").Order(StringComparer.Ordinal));
        return [.. files.Prepend(Workspace.Find().RequireSystem(SystemContracts)).SelectMany(file => Of(parsed, Files.Read(file))).OrderBy(contract => contract.Name, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<ContractText> Of(ParseResult parsed, byte[] assembly)
    {
        using var folders = new AssemblyFolders(ContractFolders(parsed));
        return ManifestDerivation.Contracts(assembly, folders);
    }
}
