namespace Singular.Manifests;

/// <summary>The words of a policy line with their places. A word that begins with <c>#</c> begins a comment.</summary>
internal sealed class LineWords
{
    private readonly List<(string Text, int Column)> _words = [];
    private readonly string _where;
    private readonly int _line;
    private int _index;

    public LineWords(string line, string where, int number)
    {
        _where = where;
        _line = number;
        int position = 0;
        while (position < line.Length)
        {
            if (line[position] is ' ' or '\t')
            {
                position++;
                continue;
            }
            if (line[position] == '#')
                break;
            int start = position;
            while (position < line.Length && line[position] is not (' ' or '\t'))
                position++;
            _words.Add((line[start..position], start + 1));
        }
    }

    public bool IsEmpty => _words.Count == 0;

    public string Current => _words[_index].Text;

    public bool TryNext()
    {
        if (_index + 1 >= _words.Count)
            return false;
        _index++;
        return true;
    }

    public void Next(string expected)
    {
        if (!TryNext())
            throw Invalid($"the line ends here; expected {expected}");
    }

    public void End()
    {
        if (TryNext())
            throw Invalid("the line should have ended before this");
    }

    public RefusedException Invalid(string what) =>
        new(RefusalCode.PolicyInvalid, $"{_where}:{_line}:{_words[_index].Column}", $"at '{Current}': {what}", "correct the line");
}
