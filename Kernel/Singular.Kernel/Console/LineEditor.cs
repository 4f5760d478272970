using System.Text;

namespace Singular.Kernel.Console;

/// <summary>Reads a line from a terminal with echo and editing: arrows, Home, End, Delete, Backspace, Ctrl-A, Ctrl-C, Ctrl-D,
/// Ctrl-E, Ctrl-K, Ctrl-L, Ctrl-U, Ctrl-W and a history.</summary>
/// <remarks>Control sequences are those of ECMA-48 that every terminal sends and obeys. A character counts as one column.</remarks>
/// <param name="console">Where the terminal is.</param>
/// <param name="idle">Called while nothing is typed; gives text to print above the line, or an empty string.</param>
public sealed class LineEditor(KernelConsole console, Func<string> idle)
{
    private const int MaxLine = 1024;
    private const int MaxHistory = 100;

    private readonly List<string> _history = [];
    private readonly StringBuilder _line = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private int _cursor;
    private int _historyPlace;
    private string _draft = "";

    /// <summary>Reads one line.</summary>
    /// <returns>The line without its end; an empty one after Ctrl-C; null after Ctrl-D on an empty line.</returns>
    public string? Read(string prompt)
    {
        _line.Clear();
        _cursor = 0;
        _historyPlace = _history.Count;
        _draft = "";
        Print(prompt);
        while (true)
        {
            if (!console.TryReadByte(out byte key))
            {
                PrintNotice(prompt);
                continue;
            }
            switch (key)
            {
                case (byte)'\r' or (byte)'\n':
                    Print("\r\n");
                    return Remember(_line.ToString());
                case 0x03: // Ctrl-C
                    Print("^C\r\n");
                    return "";
                case 0x04: // Ctrl-D
                    if (_line.Length == 0)
                    {
                        Print("\r\n");
                        return null;
                    }
                    DeleteForward();
                    break;
                default:
                    Edit(key, prompt);
                    break;
            }
        }
    }

    private void Edit(byte key, string prompt)
    {
        switch (key)
        {
            case 0x01: // Ctrl-A
                MoveTo(0);
                break;
            case 0x05: // Ctrl-E
                MoveTo(_line.Length);
                break;
            case 0x08 or 0x7F: // Backspace
                DeleteBack(1);
                break;
            case 0x0B: // Ctrl-K
                _line.Length = _cursor;
                Print("\e[K");
                break;
            case 0x0C: // Ctrl-L
                Print("\e[H\e[2J");
                Redraw(prompt);
                break;
            case 0x15: // Ctrl-U
                DeleteBack(_cursor);
                break;
            case 0x17: // Ctrl-W
                DeleteBack(_cursor - StartOfWord());
                break;
            case 0x1B:
                EscapeSequence();
                break;
            case >= 0x20:
                Insert(key);
                break;
        }
    }

    private void EscapeSequence()
    {
        if (NextOfSequence() is not ((byte)'[' or (byte)'O'))
            return;
        int? final = NextOfSequence();
        int parameter = 0;
        for (; final is >= '0' and <= '9' or ';'; final = NextOfSequence())
            parameter = final == ';' ? 0 : (parameter * 10 + (final.Value - '0')) % 1000;
        switch (final)
        {
            case 'A':
                Recall(_historyPlace - 1);
                break;
            case 'B':
                Recall(_historyPlace + 1);
                break;
            case 'C':
                MoveTo(_cursor + 1);
                break;
            case 'D':
                MoveTo(_cursor - 1);
                break;
            case 'H':
                MoveTo(0);
                break;
            case 'F':
                MoveTo(_line.Length);
                break;
            case '~' when parameter == 3:
                DeleteForward();
                break;
        }
    }

    // A sequence arrives in one piece; what does not follow at once was a bare Escape key.
    private int? NextOfSequence() => console.TryReadByte(out byte next) ? next : null;

    private void Insert(byte key)
    {
        Span<char> characters = stackalloc char[4];
        int count = _decoder.GetChars([key], characters, flush: false);
        foreach (char c in characters[..count])
        {
            if (_line.Length == MaxLine || char.IsControl(c))
                continue;
            _line.Insert(_cursor++, c);
            Print(c.ToString());
        }
        if (count > 0)
            RedrawTail();
    }

    private void DeleteBack(int count)
    {
        count = Math.Min(count, _cursor);
        if (count == 0)
            return;
        _cursor -= count;
        _line.Remove(_cursor, count);
        Print($"\e[{count}D");
        RedrawTail();
    }

    private void DeleteForward()
    {
        if (_cursor == _line.Length)
            return;
        _line.Remove(_cursor, 1);
        RedrawTail();
    }

    private int StartOfWord()
    {
        int start = _cursor;
        while (start > 0 && _line[start - 1] == ' ')
            start--;
        while (start > 0 && _line[start - 1] != ' ')
            start--;
        return start;
    }

    private void MoveTo(int place)
    {
        place = Math.Clamp(place, 0, _line.Length);
        if (place != _cursor)
            Print(place < _cursor ? $"\e[{_cursor - place}D" : $"\e[{place - _cursor}C");
        _cursor = place;
    }

    private void Recall(int place)
    {
        if (place < 0 || place > _history.Count)
            return;
        if (_historyPlace == _history.Count)
            _draft = _line.ToString();
        _historyPlace = place;
        MoveTo(0);
        _line.Clear().Append(place == _history.Count ? _draft : _history[place]);
        _cursor = _line.Length;
        Print($"\e[K{_line}");
    }

    private string Remember(string line)
    {
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
            _history.Add(line);
        if (_history.Count > MaxHistory)
            _history.RemoveAt(0);
        return line;
    }

    private void PrintNotice(string prompt)
    {
        string notice = idle();
        if (notice.Length == 0)
            return;
        Print($"\r\e[K{notice}");
        Redraw(prompt);
    }

    private void Redraw(string prompt)
    {
        Print(prompt + _line);
        if (_cursor < _line.Length)
            Print($"\e[{_line.Length - _cursor}D");
    }

    private void RedrawTail()
    {
        int tail = _line.Length - _cursor;
        Print($"\e[K{_line.ToString(_cursor, tail)}");
        if (tail > 0)
            Print($"\e[{tail}D");
    }

    private void Print(string text) => console.Write(Encoding.UTF8.GetBytes(text));
}
