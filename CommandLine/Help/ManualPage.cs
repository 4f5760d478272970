using System.CommandLine;
using System.Text;

namespace Singular.CommandLine.Help;

/// <summary>Makes the manual page, in man(7)'s macros, from the tree of commands.</summary>
internal static class ManualPage
{
    public static string Make(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append(".\\\" Made by 'singular man'; do not edit.\n");
        page.Append(".TH SINGULAR 1 \"\" \"Singular\" \"User Commands\"\n.SH NAME\nsingular \\- install, place, boot and watch drivers that are verified IL packages\n");
        page.Append(".SH SYNOPSIS\n.B singular\n.I VERB\n[\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n");
        page.Append($"{Escape(root.Description ?? "")}\nThe verbs stand in the order in which a newcomer needs them.\n.SH VERBS\n");
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
            Append(page, command, "");
        page.Append(".SH OPTIONS OF EVERY VERB\n");
        foreach (Option option in root.Options.Where(option => !option.Hidden))
            Append(page, option);
        page.Append(".SH EXIT STATUS\n0 done, 1 refused or a check failed, 2 usage or could not run, 3 internal error, 130 interrupted.\n");
        page.Append(".SH ENVIRONMENT\n.TP\n.B SINGULAR_ROOT\nThe folder with keys, trust, policy and installed drivers, where \\-\\-root names none.\n");
        page.Append(".TP\n.B SINGULAR_KEY_PASSPHRASE\nOpens encrypted keys.\n.TP\n.B VISUAL, EDITOR\nEdit the policy.\n.TP\n.B NO_COLOR\nNothing is coloured; it never is.\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, Command command, string above)
    {
        string words = (above + " " + command.Name).Trim();
        page.Append($".SS \"singular {Escape(words)}{string.Concat(command.Arguments.Select(argument => $" {Escape(Name(argument))}"))}\"\n{Escape(command.Description ?? "")}\n");
        foreach (Argument argument in command.Arguments)
            page.Append($".TP\n.I {Escape(argument.Name)}\n{Escape(argument.Description ?? "")}\n");
        foreach (Option option in command.Options.Where(option => !option.Hidden))
            Append(page, option);
        IReadOnlyList<string> examples = Examples.Of(words);
        if (examples.Count > 0)
            page.Append($".PP\nExamples:\n.PP\n.nf\n{string.Concat(examples.Select(example => $"    {Escape(example)}\n"))}.fi\n");
        foreach (Command inner in command.Subcommands.Where(inner => !inner.Hidden))
            Append(page, inner, words);
    }

    private static void Append(StringBuilder page, Option option)
    {
        string names = string.Join(", ", new[] { option.Name }.Concat(option.Aliases).Where(name => !name.StartsWith('/')).Distinct().Select(name => $"\\fB{Escape(name)}\\fR"));
        page.Append($".TP\n{names}{(option.HelpName is { } value ? $" \\fI{Escape(value)}\\fR" : "")}\n{Escape(option.Description ?? "")}\n");
    }

    private static string Name(Argument argument) => argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    // A hyphen in man(7) is a hyphen only after a backslash; a dot or quote at the line's start would be a macro.
    private static string Escape(string text)
    {
        string escaped = text.Replace("\\", "\\e").Replace("-", "\\-").Replace("…", "...").Replace("\"", "\\(dq");
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
