using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Tests;

public class DependencyOrderTests
{
    [Fact]
    public void A_driver_comes_after_all_that_it_imports_from()
    {
        var order = new DependencyOrder(
        [
            Records.Invent("Files", "files", ("disk", "disk", "Disk#0"), ("clock", "clock", "Clock#0")),
            Records.Invent("Disk", "disk", ("clock", "clock", "Clock#0")),
            Records.Invent("Clock", "clock"),
        ]);
        Assert.Empty(order.Problems);
        Assert.Equal(["Clock#0", "Disk#0", "Files#0"], order.Order.Select(record => record.Instance));
    }

    [Fact]
    public void A_cycle_is_named_and_the_rest_still_gets_its_place()
    {
        var order = new DependencyOrder(
        [
            Records.Invent("A", "a", ("b", "b", "B#0")),
            Records.Invent("B", "b", ("a", "a", "A#0")),
            Records.Invent("Clock", "clock"),
        ]);
        Assert.Contains("A#0 -> B#0 -> A#0", order.Problems["A#0"]);
        Assert.Contains("A#0 -> B#0 -> A#0", order.Problems["B#0"]);
        Assert.False(order.Problems.ContainsKey("Clock#0"));
        Assert.Equal(3, order.Order.Count);
    }

    [Fact]
    public void A_driver_that_imports_from_itself_is_a_cycle()
    {
        var order = new DependencyOrder([Records.Invent("A", "a", ("a", "a", "A#0"))]);
        Assert.Contains("A#0 -> A#0", order.Problems["A#0"]);
    }

    [Fact]
    public void A_missing_provider_names_the_import_and_the_provider()
    {
        var order = new DependencyOrder([Records.Invent("Files", "files", ("disk", "disk", "Disk#0"))]);
        Assert.Contains("'disk'", order.Problems["Files#0"]);
        Assert.Contains("Disk#0, which is not in this image", order.Problems["Files#0"]);
    }

    [Fact]
    public void An_import_without_a_binding_says_so()
    {
        DriverRecord record = Records.Invent("Files", "files", ("disk", "disk", "Disk#0")) with { Bindings = [] };
        Assert.Contains("nothing is bound", new DependencyOrder([record]).Problems["Files#0"]);
    }

    [Fact]
    public void A_provider_of_another_contract_is_refused()
    {
        var order = new DependencyOrder(
        [
            Records.Invent("Files", "files", ("disk", "disk", "Clock#0")),
            Records.Invent("Clock", "clock"),
        ]);
        Assert.Contains("needs disk 1.0, but Clock#0 provides clock 1.0", order.Problems["Files#0"]);
    }

    [Fact]
    public void Two_entries_of_one_name_are_both_refused()
    {
        var order = new DependencyOrder([Records.Invent("A", "a"), Records.Invent("A", "a")]);
        Assert.Contains("twice", order.Problems["A#0"]);
        Assert.Single(order.Order);
    }
}
