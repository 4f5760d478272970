using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Singular.CommandLine.Help;

/// <summary>The usual help with examples behind it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Puts examples into the help of a whole tree of commands.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <summary>Who asks for help may leave out what the verb needs.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int status = usual.Invoke(parseResult);
        IReadOnlyList<string> examples = Examples.Of(Words(parseResult.CommandResult));
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
                output.WriteLine($"  {example}");
        }
        else if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine("'singular VERB --help' shows examples, 'man -l docs/singular.1' the manual. Exit codes: 0 done, 1 refused or a check");
            output.WriteLine("failed, 2 usage or could not run, 3 internal error, 130 interrupted.");
        }
        return status;
    }

    private static string Words(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? symbol = command; symbol is CommandResult { Command: not RootCommand } inner; symbol = symbol.Parent)
            names.Push(inner.Command.Name);
        return string.Join(' ', names);
    }
}
