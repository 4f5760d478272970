namespace Singular.Verifier.Tests.Bodies;

/// <summary>Bodies in IL, each beside its nearest valid neighbour; the names carry the expectations.</summary>
public sealed class BodyCorpusTests
{
    [Theory]
    [InlineData("Memory.il", 70)]
    [InlineData("Objects.il", 78)]
    [InlineData("References.il", 45)]
    [InlineData("Regions.il", 40)]
    [InlineData("Construction.il", 15)]
    [InlineData("Delegates.il", 20)]
    [InlineData("Access.il", 10)]
    [InlineData("FlowNeighbours.il", 68)]
    [InlineData("ValueNeighbours.il", 60)]
    [InlineData("MemberNeighbours.il", 60)]
    [InlineData("TokenNeighbours.il", 4)]
    [InlineData("Oracle.il", 20)]
    public void Every_expectation_holds(string corpus, int atLeast) =>
        Assert.InRange(ExpectationCorpus.Check(Path.Combine("Bodies", "Il", corpus)), atLeast, int.MaxValue);
}
