namespace Singular.Verifier.Tests.Types;

/// <summary>Types in IL that the runtime's loader must not see, each beside its nearest valid neighbour.</summary>
public sealed class TypeCorpusTests
{
    [Theory]
    [InlineData("Cycles.il", 6)]
    [InlineData("Hierarchy.il", 12)]
    [InlineData("Load.il", 65)]
    [InlineData("Overrides.il", 20)]
    [InlineData("TypeNeighbours.il", 66)]
    public void Every_expectation_holds(string corpus, int atLeast) =>
        Assert.InRange(ExpectationCorpus.Check(Path.Combine("Types", "Il", corpus)), atLeast, int.MaxValue);
}
