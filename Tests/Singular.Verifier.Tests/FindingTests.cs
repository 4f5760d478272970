namespace Singular.Verifier.Tests;

public sealed class FindingTests
{
    [Fact]
    public void Place_names_type_method_and_offset()
    {
        var finding = new Finding(FindingArea.Types, "StackUnexpected", 0x06000001, "N.T", "M(Int32)", 0x2a, "int32", "object", "Box it");
        Assert.Equal("N.T::M(Int32) IL_002a", finding.Place);
        Assert.Equal("int32; expected object. Box it", finding.Message);
    }

    [Fact]
    public void Sink_refuses_more_than_its_limit()
    {
        var sink = new FindingSink(1);
        var finding = new Finding(FindingArea.Types, "X", 1, "", "", null, "x");
        sink.Report(finding);
        Assert.Equal(1, Assert.Throws<VerificationLimitException>(() => sink.Report(finding)).Value);
        Assert.Single(sink.Findings);
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_without_being_read()
    {
        using var references = new ReferenceSet();
        var options = new VerifierOptions { Limits = new VerificationLimits { FileBytes = 10 } };
        var result = AssemblyVerifier.Verify(new byte[11], references, options);
        Assert.False(result.IsAccepted);
        Assert.Equal("LimitExceeded", Assert.Single(result.Findings).Code);
    }
}
