using Singular.Channels.Samples;
using Singular.Channels.Testing.Tests.Servers;
using Singular.Contracts;

namespace Singular.Channels.Testing.Tests;

/// <summary>Servers that are right pass everything.</summary>
public sealed class RightServerTests
{
    /// <summary>1,000 where the environment says so; each property is tried so often.</summary>
    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_KIT_RUNS"), out int runs) ? runs : 100;

    [Fact]
    public void A_disk_passes() => ContractProperties.For<IBlockDevice>(() => new SmallDisk()).Against(() => new SmallDisk()).With(typeof(DiskLaws)).WithRuns(s_runs).Check();

    [Fact]
    public void A_house_with_doors_passes() => ContractProperties.For<IHouse>(() => new House(HouseFault.None)).Against(() => new House(HouseFault.None)).WithRuns(s_runs).Check();

    [Fact]
    public void A_keyboard_passes() => ContractProperties.In<IKeyboard>(() => new KeyboardFixture(KeyboardFault.None)).WithRuns(s_runs).Check();

    [Fact]
    public void A_late_server_passes() => ContractProperties.For<ILater>(() => new LateServer(false)).Against(() => new LateServer(false)).WithRuns(s_runs).Check();

    [Fact]
    public void A_late_server_passes_without_a_model() => ContractProperties.For<ILater>(() => new LateServer(false)).WithRuns(s_runs / 5).Check();

    [Fact]
    public void A_concurrent_server_passes() => ContractProperties.For<ICrowd>(() => new LockedCounter()).Against(() => new LockedCounter()).WithRuns(s_runs / 3).Check();

    [Fact]
    public void A_shelf_of_buffers_passes() => ContractProperties.For<IShelf>(() => new Shelf(ShelfFault.None)).Against(() => new Shelf(ShelfFault.None)).WithRuns(s_runs).Check();

    [Fact]
    public void A_shelf_of_buffers_passes_without_a_model() => ContractProperties.For<IShelf>(() => new Shelf(ShelfFault.None)).WithRuns(s_runs / 5).Check();

    [Fact]
    public void A_server_of_every_kind_of_value_passes() => ContractProperties.For<IValues>(() => new EchoServer()).WithRuns(s_runs).Check();
}
