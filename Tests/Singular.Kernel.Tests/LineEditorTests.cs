using System.Text;
using Singular.Kernel.Console;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Tests;

public class LineEditorTests
{
    [Theory]
    [InlineData("ls /\r", "ls /")]
    [InlineData("lx\bs\r", "ls")]
    [InlineData("lx\u007Fs\r", "ls")]
    [InlineData("wrong\u0015ls\r", "ls")]
    [InlineData("ls wrong\u0017/\r", "ls /")]
    [InlineData("s\u0001l\u0005!\r", "ls!")]
    [InlineData("ac\e[Db\r", "abc")]
    [InlineData("abc\e[D\e[D\u000B\r", "a")]
    [InlineData("abc\e[H\e[3~\r", "bc")]
    [InlineData("\b\b\e[D\e[Cx\r", "x")]
    [InlineData("\e[99;99;99Zx\r", "x")]
    [InlineData("gr\u00FC\u00DFe\r", "gr\u00FC\u00DFe")]
    [InlineData("gone\u0003", "")]
    public void Keys_edit_the_line(string keys, string line) => Assert.Equal([line], Lines(keys, 1));

    [Fact]
    public void Arrows_bring_lines_back_and_the_draft_too() =>
        Assert.Equal(["one", "two", "one", "draft"], Lines("one\rtwo\r\e[A\e[A\rdraft\e[A\e[B\r", 4));

    [Fact]
    public void The_end_of_input_counts_at_the_start_of_a_line_only() => Assert.Equal(["ab", null], Lines("ab\u0004\r\u0004", 2));

    [Fact]
    public void A_line_has_an_end_however_much_comes() => Assert.Equal(1024, Lines(new string('x', 5000) + "\r", 1)[0]!.Length);

    private static List<string?> Lines(string keys, int count)
    {
        var console = new KernelConsole(new Keys(keys), () => null);
        var editor = new LineEditor(console, () => "");
        return [.. Enumerable.Range(0, count).Select(_ => editor.Read("> "))];
    }

    /// <summary>A terminal on which everything was typed already.</summary>
    private sealed class Keys(string keys) : IFallbackConsole
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(keys);
        private int _next;

        public int Read(Span<byte> buffer)
        {
            if (_next == _bytes.Length)
                throw new InvalidOperationException("The editor wants more keys than were typed.");
            buffer[0] = _bytes[_next++];
            return 1;
        }

        public void Write(ReadOnlySpan<byte> data)
        {
        }

        public void Release()
        {
        }

        public void TakeBack()
        {
        }
    }
}
