namespace Singular.CommandLine.Tests.Running;

/// <summary>The tests that share a root run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RootCollection : ICollectionFixture<DevelopmentRoot>
{
    public const string Name = "development root";
}
