using System.Text;

namespace Singular.Kernel.Shell;

/// <summary>Splits a command line into words.</summary>
public static class ShellWords
{
    /// <summary>Words are separated by blanks. Double quotes keep blanks inside a word; a backslash inside them, or outside
    /// any quotes, takes the next character as it is; <c>#</c> at the start of a word begins a comment.</summary>
    /// <returns>False when a quote is not closed or a backslash ends the line.</returns>
    public static bool TrySplit(string line, out List<string> words)
    {
        words = [];
        var word = new StringBuilder();
        bool inWord = false, quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\')
            {
                if (++i == line.Length)
                    return false;
                word.Append(line[i]);
                inWord = true;
            }
            else if (c == '"')
            {
                quoted = !quoted;
                inWord = true;
            }
            else if (c is ' ' or '\t' && !quoted)
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else if (c == '#' && !inWord && !quoted)
            {
                break;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }
        if (inWord)
            words.Add(word.ToString());
        return !quoted;
    }
}
