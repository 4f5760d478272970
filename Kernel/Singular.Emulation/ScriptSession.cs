using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Singular.Emulation;

/// <summary>Feeds commands to a shell that was booted with <c>script</c> on its command line, one at a time, and keeps what
/// it prints.</summary>
/// <remarks>
/// Such a shell writes a status marker when it is ready and after each command: byte 0x1E (record separator), the decimal
/// status, byte 0x1E. The markers pace the input, so that no byte is sent before somebody reads it, and are not part of
/// the transcript.
/// </remarks>
public sealed class ScriptSession
{
    private const char Marker = '\x1E';

    private readonly Process _process;
    private readonly TextWriter? _echo;
    private readonly StringBuilder _transcript = new();
    private readonly byte[] _received = new byte[4096];
    private int _next;
    private int _end;

    /// <param name="process">The emulator or hosted kernel, standard input and output redirected.</param>
    /// <param name="echo">Gets the transcript as it grows; null for nobody.</param>
    public ScriptSession(Process process, TextWriter? echo)
    {
        _process = process;
        _echo = echo;
    }

    /// <summary>What the shell and its commands printed, with the commands themselves behind <c>&gt; </c>.</summary>
    public string Transcript => _transcript.ToString();

    /// <summary>Runs the commands to the end, or to a command that powers the machine off.</summary>
    /// <param name="commands">One command a line; empty lines and lines that begin with <c>#</c> are passed over.</param>
    /// <param name="timeout">For the whole run.</param>
    /// <returns>The status of the last command that failed, else 0.</returns>
    /// <exception cref="EmulatorException">The time ran out, or the machine ended before the script did.</exception>
    public async Task<int> RunAsync(IEnumerable<string> commands, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        int status = 0;
        try
        {
            if (await ReadUntilMarker(limit.Token) is null)
                throw Ended("before the shell was ready");
            foreach (string command in commands)
            {
                if (string.IsNullOrWhiteSpace(command) || command.TrimStart().StartsWith('#'))
                    continue;
                Emit($"> {command}\n");
                byte[] line = Encoding.UTF8.GetBytes(command.TrimEnd() + "\n");
                await _process.StandardInput.BaseStream.WriteAsync(line, limit.Token);
                await _process.StandardInput.BaseStream.FlushAsync(limit.Token);
                int? result = await ReadUntilMarker(limit.Token);
                if (result is null)
                    return PowersOff(command) ? status : throw Ended($"during '{command}'");
                if (result != 0)
                    status = result.Value;
            }
        }
        catch (OperationCanceledException)
        {
            Emit("\n");
            throw new EmulatorException(
                $"The script did not end within {timeout.TotalSeconds:0} s; raise --timeout, or look at the transcript's end.");
        }
        catch (IOException)
        {
            throw Ended("while it was given a command");
        }

        return status;
    }

    private static bool PowersOff(string command) =>
        command.Trim().Split(' ')[0] is "poweroff" or "exit";

    private EmulatorException Ended(string when) =>
        new($"The machine ended {when}. Its last words: {LastLine()}");

    private string LastLine() =>
        Transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "(none)";

    private async Task<int?> ReadUntilMarker(CancellationToken cancellation)
    {
        var text = new List<byte>();
        StringBuilder? status = null;
        while (true)
        {
            if (_next == _end)
            {
                _next = 0;
                _end = await _process.StandardOutput.BaseStream.ReadAsync(_received, cancellation);
                if (_end == 0)
                {
                    Emit(text);
                    return null;
                }
            }

            byte received = _received[_next++];
            char c = (char)received;
            if (c == Marker && status is null)
            {
                status = new StringBuilder();
                Emit(text);
            }
            else if (c == Marker)
            {
                return int.TryParse(status!.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                    ? value
                    : throw new EmulatorException($"The shell's status marker holds '{status}' where a number was expected.");
            }
            else if (status is not null)
            {
                if (status.Length < 8)
                    status.Append(c);
            }
            else if (c != '\r')
            {
                text.Add(received);
                if (c == '\n')
                    Emit(text);
            }
        }
    }

    private void Emit(List<byte> text)
    {
        Emit(Encoding.UTF8.GetString(text.ToArray()));
        text.Clear();
    }

    private void Emit(string text)
    {
        _transcript.Append(text);
        _echo?.Write(text);
        _echo?.Flush();
    }
}
