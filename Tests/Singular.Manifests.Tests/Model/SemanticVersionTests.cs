namespace Singular.Manifests.Tests;

public sealed class SemanticVersionTests
{
    [Fact]
    public void The_order_is_that_of_the_specification()
    {
        // The chain of section 11 of "Semantic Versioning 2.0.0", with a few of our own.
        string[] ordered = ["0.0.1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.10", "1.2.0", "10.0.0"];
        SemanticVersion[] versions = [.. ordered.Select(Parse)];
        for (int i = 0; i < versions.Length; i++)
        {
            for (int j = 0; j < versions.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(versions[i].CompareTo(versions[j])));
        }
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-a..b")]
    [InlineData("1.0.0+build")]
    [InlineData("1.0.٣")]
    [InlineData(" 1.0.0")]
    [InlineData("9999999999.0.0")]
    [InlineData("")]
    public void What_is_not_canonical_is_not_read(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    private static SemanticVersion Parse(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out SemanticVersion version));
        Assert.Equal(text, version.ToString());
        return version;
    }
}
