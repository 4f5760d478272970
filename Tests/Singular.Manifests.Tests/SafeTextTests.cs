namespace Singular.Manifests.Tests;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain Größe 漢字 😀", "plain Größe 漢字 😀")]
    [InlineData("\u001b[2J", "\\u{1B}[2J")]
    [InlineData("a\nb\r", "a\\u{A}b\\u{D}")]
    [InlineData("\u202egnp.exe", "\\u{202E}gnp.exe")]
    [InlineData("zero\u200bwidth", "zero\\u{200B}width")]
    [InlineData("\u0085\u2028", "\\u{85}\\u{2028}")]
    public void What_could_move_the_cursor_or_hide_is_written_out(string text, string expected) => Assert.Equal(expected, SafeText.Escape(text));

    // Not inline data: the test runner would replace the half pair on its way.
    [Fact]
    public void Half_of_a_surrogate_pair_is_written_out() => Assert.Equal("half \\u{FFFD} pair", SafeText.Escape("half \ud800 pair"));
}
