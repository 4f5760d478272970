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
        string text = line;
        foreach ((string secret, string instead) in secrets.Where(secret => secret.Text.Length > 0 && secret.Text != "/"))
            text = Replace(text, secret, instead);
        return text;
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

    private static string Replace(string text, string secret, string instead)
    {
        int from = 0;
        for (int i = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase); i >= 0; i = text.IndexOf(secret, from, StringComparison.OrdinalIgnoreCase))
        {
            bool isMeant = secret.Length >= WordLength || IsWord(text, i, secret.Length);
            text = isMeant ? text[..i] + instead + text[(i + secret.Length)..] : text;
            from = i + (isMeant ? instead.Length : secret.Length);
        }
        return text;
    }

    private static bool IsWord(string text, int start, int length) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (start + length == text.Length || !char.IsLetterOrDigit(text[start + length]));
}
