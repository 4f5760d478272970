using System.Text;

namespace Singular.Manifests;

/// <summary>Takes out of a log what is the owner's own business.</summary>
/// <param name="secrets">Texts that must not leave the machine, with what stands in their place; short ones only where they
/// stand alone.</param>
public sealed class Redaction(IReadOnlyList<(string Text, string Instead)> secrets)
{
    /// <summary>Shorter texts, like the user name "a", would be found everywhere; they count as whole words only.</summary>
    private const int WordLength = 6;

    /// <summary>The names of this machine, its user and their folders.</summary>
    /// <param name="root">The root's folder.</param>
    public static Redaction OfThisMachine(string root) => new(
    [
        (root, "<root>"),
        (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "<home>"),
        (Environment.MachineName, "<machine>"),
        (Environment.UserName, "<user>"),
    ]);

    public string Apply(string line)
    {
        var text = new StringBuilder();
        int position = 0;
        while (position < line.Length)
        {
            // In one pass, the first in the list before the others: what was put in place of one is not searched for the next.
            (string secret, string instead) = secrets.FirstOrDefault(candidate => IsMeant(line, position, candidate.Text), (Text: "", Instead: ""));
            text.Append(secret.Length > 0 ? instead : line[position].ToString());
            position += Math.Max(1, secret.Length);
        }
        return text.ToString();
    }

    /// <summary>The lines about one driver: those that name it, and the indented ones behind them.</summary>
    public IEnumerable<string> LinesAbout(string log, string packageId)
    {
        bool isAbout = false;
        foreach (string line in log.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            bool isContinuation = line.StartsWith("  ", StringComparison.Ordinal);
            isAbout = isContinuation ? isAbout : Contains(line, packageId);
            if (isAbout)
                yield return SafeText.Escape(Apply(line));
        }
    }

    private static bool Contains(string line, string word)
    {
        for (int i = line.IndexOf(word, StringComparison.Ordinal); i >= 0; i = line.IndexOf(word, i + 1, StringComparison.Ordinal))
        {
            if (IsWord(line, i, word.Length))
                return true;
        }
        return false;
    }

    private static bool IsMeant(string line, int position, string secret) =>
        secret.Length > 1
        && string.Compare(line, position, secret, 0, secret.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (secret.Length >= WordLength || IsWord(line, position, secret.Length));

    private static bool IsWord(string text, int start, int length) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (start + length == text.Length || !char.IsLetterOrDigit(text[start + length]));
}
