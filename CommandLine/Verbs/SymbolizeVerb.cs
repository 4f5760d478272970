using System.CommandLine;
using Singular.Builder.Symbols;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class SymbolizeVerb
{
    public static Command Create()
    {
        var log = new Argument<string>("LOG") { Description = "A log or transcript with fault reports; - for standard input." };
        var pdb = new Option<string[]>("--pdb") { Description = "An assembly or .pdb of the build that was packed, or the folder with them; may be given several times.", HelpName = "DIR|FILE", Required = true };
        var command = new Command("symbolize", "Print a log with the lines of source behind the places in IL that its fault reports name.") { log, pdb };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(log);
            string text = path == "-" ? Console.In.ReadToEnd() : System.Text.Encoding.UTF8.GetString(Files.Read(path));
            using SourceLines lines = Lines(parsed.GetRequiredValue(pdb));
            var faults = new FaultLines(lines);
            foreach (string line in text.TrimEnd('\n').Split('\n'))
                Console.WriteLine(faults.Annotate(line));
            if (faults.Seen == 0)
                throw CommandFailure.Refused($"{SafeText.Escape(path)} names no place in IL. The kernel knows places where drivers run under the JIT: singular run --hosted.");
            if (faults.Found == 0)
                throw CommandFailure.Refused($"None of the {faults.Seen} places in {SafeText.Escape(path)} is in the given debug information; it has to be that of the build which was packed.");
            return ExitCode.Done;
        });
        return command;
    }

    private static SourceLines Lines(string[] paths)
    {
        var lines = new SourceLines();
        foreach (string path in paths)
        {
            string[] assemblies = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path, "*.dll").Where(file => File.Exists(Path.ChangeExtension(file, ".pdb"))).Order(StringComparer.Ordinal)]
                : [Path.ChangeExtension(path, ".dll")];
            if (assemblies.Length == 0 || !assemblies.All(File.Exists))
                throw CommandFailure.CouldNotRun($"{SafeText.Escape(path)} has no assembly with its .pdb; name the folder of the build that was packed, e.g. obj/Release/net9.0.");
            foreach (string assembly in assemblies)
                lines.Add(assembly);
        }

        return lines;
    }
}
