using System.Reflection;
using Singular.Channels.Testing;
using Singular.Contracts.Laws.Tests.Servers;

namespace Singular.Contracts.Laws.Tests;

public sealed class LawTests
{
    /// <summary>How often each law is tried on each server; SINGULAR_LAW_RUNS says another number.</summary>
    private static readonly int s_runs = int.Parse(Environment.GetEnvironmentVariable("SINGULAR_LAW_RUNS") ?? "8", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How often the law is tried that is broken: it ends at the first violation, which a rare one takes some runs to meet.</summary>
    private const int RunsUntilFound = 200;

    public static TheoryData<string, Type, Func<object>> Right => new()
    {
        { "CmosClock", typeof(IClock), Worlds.Clock },
        { "Uart16550", typeof(ICharacterDevice), Worlds.Serial },
        { "Ps2Keyboard", typeof(IKeyboard), Worlds.Keyboard },
        { "RamDisk", typeof(IBlockDevice), Worlds.Disk },
        { "FatFileSystem", typeof(IFileSystem), Worlds.FileSystem },
        { "loopback", typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.None, isUp: true) },
        { "loopback without a cable", typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.None, isUp: false) },
        { "seeded source", typeof(IRandomSource), () => new SeededRandom(RandomFault.None) },
        { "memory display", typeof(IDisplay), () => new MemoryDisplay(DisplayFault.None) },
    };

    public static TheoryData<string, Type, Func<object>> Wrong => new()
    {
        { nameof(ClockLaws.Time_does_not_run_backwards), typeof(IClock), () => new BackwardClock() },
        { nameof(ClockLaws.The_time_is_one_that_exists), typeof(IClock), () => new ImpossibleClock() },
        { nameof(CharacterDeviceLaws.No_more_is_taken_than_was_given), typeof(ICharacterDevice), () => new GreedyLine() },
        { nameof(CharacterDeviceLaws.A_read_stays_within_what_it_says), typeof(ICharacterDevice), () => new CarelessLine() },
        { nameof(KeyboardLaws.The_queue_runs_empty), typeof(IKeyboard), () => new EndlessKeyboard() },
        { nameof(BlockDeviceLaws.A_read_gives_what_was_written), typeof(IBlockDevice), () => new WrongDisk(DiskFault.ForgetsTheLastBlock) },
        { nameof(BlockDeviceLaws.A_write_changes_its_blocks_and_no_others), typeof(IBlockDevice), () => new WrongDisk(DiskFault.SpillsOver) },
        { nameof(BlockDeviceLaws.Parts_of_blocks_are_refused), typeof(IBlockDevice), () => new WrongDisk(DiskFault.TakesPartsOfBlocks) },
        { nameof(BlockDeviceLaws.Blocks_outside_the_device_are_refused), typeof(IBlockDevice), () => new WrongDisk(DiskFault.GoesOnBehindTheEnd) },
        { nameof(BlockDeviceLaws.The_geometry_is_legal_and_stays), typeof(IBlockDevice), () => new WrongDisk(DiskFault.HasOddBlocks) },
        { nameof(NetworkDeviceLaws.A_frame_of_no_legal_length_is_not_sent), typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.TakesAnyLength, isUp: true) },
        { nameof(NetworkDeviceLaws.The_identity_is_legal_and_stays), typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.GroupAddress, isUp: true) },
        { nameof(NetworkDeviceLaws.A_link_that_is_down_has_no_rate_and_takes_nothing), typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.RateWithoutLink, isUp: false) },
        { nameof(NetworkDeviceLaws.A_frame_that_came_in_is_one), typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.CutsFrames, isUp: true) },
        { nameof(NetworkDeviceLaws.Whoever_knows_something_else_of_the_link_is_told), typeof(INetworkDevice), () => new LoopbackNetwork(NetworkFault.NeverTells, isUp: true) },
        { nameof(RandomSourceLaws.No_bits_are_given_twice), typeof(IRandomSource), () => new SeededRandom(RandomFault.RepeatsItself) },
        { nameof(RandomSourceLaws.The_whole_buffer_is_filled), typeof(IRandomSource), () => new SeededRandom(RandomFault.LeavesTheEnd) },
        { nameof(RandomSourceLaws.The_quality_stays), typeof(IRandomSource), () => new SeededRandom(RandomFault.ChangesQuality) },
        { nameof(DisplayLaws.Areas_outside_the_screen_are_refused), typeof(IDisplay), () => new MemoryDisplay(DisplayFault.DrawsOutside) },
        { nameof(DisplayLaws.Pixels_must_be_those_of_the_area), typeof(IDisplay), () => new MemoryDisplay(DisplayFault.TakesAnySize) },
        { nameof(DisplayLaws.Modes_are_legal_and_one_is_set), typeof(IDisplay), () => new MemoryDisplay(DisplayFault.HasOneModeMore) },
        { nameof(DisplayLaws.A_mode_that_was_set_is_set), typeof(IDisplay), () => new MemoryDisplay(DisplayFault.ForgetsTheMode) },
        { nameof(DisplayLaws.What_fits_is_drawn_in_every_way), typeof(IDisplay), () => new MemoryDisplay(DisplayFault.CannotCopyToTheEdge) },
    };

    [Theory]
    [MemberData(nameof(Right), DisableDiscoveryEnumeration = true)]
    public void Servers_keep_the_laws(string name, Type contract, Func<object> create)
    {
        ContractReport report = Check(contract, create, s_runs);
        Assert.True(report.IsKept, $"{name}\n{report}");
        Assert.Contains(report.Properties, property => property.Name.Contains("Laws.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_law_finds_whoever_breaks_it(string law, Type contract, Func<object> create)
    {
        ContractReport report = Check(contract, create, RunsUntilFound, law);
        Assert.Contains($".{law} ", report.Properties[^1].Name, StringComparison.Ordinal);
        Assert.Contains("is broken", report.Properties[^1].Violation, StringComparison.Ordinal);
    }

    /// <summary>Every contract that is not given out by another one has laws, bound to its text.</summary>
    [Fact]
    public void Every_contract_has_laws_that_are_bound_to_it()
    {
        foreach (Type contract in typeof(IClock).Assembly.GetTypes().Where(type => type.IsInterface && type != typeof(IFile) && type != typeof(IDirectory)))
        {
            Type laws = Assert.Single(ContractProperties.CompanionLaws(contract));
            Assert.Equal(64, laws.GetCustomAttribute<LawsOfAttribute>()!.Hash.Length);
            Assert.NotEmpty(Law.In(laws, contract));
        }
    }

    [LawsOf(typeof(IClock), Hash = "0000000000000000000000000000000000000000000000000000000000000000")]
    private static class StrangeLaws
    {
        public static bool Anything(IClock server) => server.Now().IsOk;
    }

    [Fact]
    public void Laws_for_another_text_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => Law.In(typeof(StrangeLaws), typeof(IClock)));
        Assert.Contains("another text of IClock", refused.Message, StringComparison.Ordinal);
    }

    /// <param name="contract">The contract.</param>
    /// <param name="create">Makes the server.</param>
    /// <param name="runs">How often each law is tried.</param>
    /// <param name="only">The one law that is tried; null for all.</param>
    private static ContractReport Check(Type contract, Func<object> create, int runs, string? only = null)
    {
        Type laws = Assert.Single(ContractProperties.CompanionLaws(contract));
        var check = new ContractCheck(contract, [LocalPlacement.InKernel(contract, () => new World(create)), LocalPlacement.OverChannel(contract, () => new World(create))])
        {
            Runs = runs,
            Seed = 4,
            Laws = [.. Law.In(laws, contract).Where(law => only is null || law.Name.EndsWith("." + only, StringComparison.Ordinal))],
        };
        foreach (SampleValuesAttribute sample in laws.GetCustomAttributes<SampleValuesAttribute>())
            check.Samples.Add(sample.Parameter, sample.Values);
        return check.RunLaws();
    }

    private sealed class World(Func<object> create) : ContractFixture
    {
        public override object Start(Singular.Channels.Runtime.Domain domain) => create();
    }
}
