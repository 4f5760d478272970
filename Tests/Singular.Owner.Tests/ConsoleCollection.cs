namespace Singular.CommandLine.OwnerTests;

/// <summary>Tests that take the console, of which there is one.</summary>
[CollectionDefinition("console", DisableParallelization = true)]
public sealed class ConsoleCollection;
