namespace Singular.Nucleus.Tests;

/// <summary>All boot tests share one build, and run one after the other.</summary>
[CollectionDefinition(nameof(Machine))]
public sealed class MachineCollection : ICollectionFixture<Machine>;
