namespace Singular.Builder.Tests;

public sealed class SystemAssembliesTests
{
    private static readonly SystemAssemblies System = new(AppContext.BaseDirectory);

    [Fact]
    public void The_closure_is_all_that_is_referred_to_and_no_more()
    {
        IEnumerable<string> names = System.Closure(System["CmosClock"], []).Select(assembly => assembly.Name);
        Assert.Equal(["Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk"], names);
    }

    [Fact]
    public void Given_assemblies_come_before_the_systems()
    {
        var given = new AssemblyFile("Singular.Channels", Samples.Changed(Samples.Path, module => module.Assembly.Name.Name = "Singular.Channels"));
        Assert.Same(given, System.Closure(System["CmosClock"], [given]).Single(assembly => assembly.Name == "Singular.Channels"));
    }

    [Fact]
    public void What_is_missing_is_named_with_what_to_do()
    {
        BuildException error = Assert.Throws<BuildException>(() => System["Singular.Nothing"]);
        Assert.Equal(BuildCode.InputMissing, error.Code);
        Assert.Contains("singular setup", error.Message);
    }

    [Fact]
    public void Two_given_assemblies_of_one_name_are_refused()
    {
        AssemblyFile one = System["RamDisk"];
        Assert.Equal(BuildCode.DuplicateAssembly, Assert.Throws<BuildException>(() => System.Closure(System["CmosClock"], [one, one])).Code);
    }
}
