using Singular.Channels.Samples;
using Singular.Channels.Testing.Tests.Servers;
using Singular.Contracts;

namespace Singular.Channels.Testing.Tests;

/// <summary>Servers that are each wrong in one way, and what the kit says of them: the right thing, in few steps.</summary>
public sealed class WrongServerTests
{
    public static TheoryData<string, string, int> WrongServers => new()
    {
        { "value off by one", "expected Ok(2)", 1 },
        { "last block refused", "found Fail(BlockError.OutOfRange)", 2 },
        { "one block too many", "IBlockDevice.", 2 },
        { "wrong reason", "expected Fail(BlockError.NotWholeBlocks), found Fail(BlockError.OutOfRange)", 1 },
        { "forgets at flush", "IBlockDevice.Read: expected Ok(", 3 },
        { "keeps half of a block", "IBlockDevice.Read: expected Ok(", 2 },
        { "undefined failure", "InvalidResult", 1 },
        { "other after a restart", "a restarted server differs from a new one", 2 },
        { "lost endpoints", "an endpoint is lost", 1_000 },
        { "dies in a late state", "IDoor.Open was legal and gave fault UnhandledException", 4 },
        { "wrong state behind the protocol", "IDoor.IsLocked: expected false, found true", 6 },
        { "lost wake-up", "has to be answered with 1 by now", 3 },
        { "early wake-up", "expected no answer yet, found 1", 1 },
        { "newest first", "IKeyboard.TryRead: expected Ok(new KeyEvent(", 4 },
        { "answers out of turn", "ILater.Next", 4 },
        { "not linearizable", "no order of these calls explains", 0 },
        { "keeps a buffer for ever", "the server holds 1 buffers by the heap's accounts in the end; expected 0", 2 },
        { "keeps buffers for ever, and no model says so", "buffers are lost: the server held", 0 },
        { "gives a buffer twice", "InvalidResult", 3 },
        { "gives another's buffer", "InvalidResult", 2 },
        { "gives its neighbour's buffer", "IShelf.Take", 2 },
        { "keeps a buffer that it refuses", "the server holds 1 buffers", 1 },
        { "writes to a buffer that it gave", "gave changed afterwards", 3 },
        { "never unpins a buffer", "a pin was not disposed", 1 },
        { "broken law", "DiskLaws.A_read_gives_what_was_written_and_flushed is broken: it returned false", 1 },
    };

    [Theory]
    [MemberData(nameof(WrongServers))]
    public void A_wrong_server_is_found_with_a_small_example(string fault, string said, int mostSteps)
    {
        ContractReport report = Check(fault);
        Assert.False(report.IsKept, "it was taken for right");
        string violation = report.Properties[^1].Violation!;
        Assert.True(violation.Contains(said, StringComparison.Ordinal), violation);
        int steps = violation.Split('\n').Count(line => line.StartsWith("    ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
        if (mostSteps > 0)
            Assert.True(steps <= mostSteps, $"{steps} steps:\n{violation}");
        Assert.Contains("seed 1", report.ToString(), StringComparison.Ordinal);
    }

    private static ContractReport Check(string fault)
    {
        return fault switch
        {
            "value off by one" => Disk(() => new OffByOneDisk()),
            "last block refused" => Disk(() => new WrongBoundDisk()),
            "one block too many" => Disk(() => new OverrunDisk()),
            "wrong reason" => Disk(() => new WrongReasonDisk()),
            "forgets at flush" => Disk(() => new ForgetfulDisk()),
            "keeps half of a block" => Disk(() => new HalfDisk()),
            "undefined failure" => Disk(() => new UndefinedDisk()),
            "other after a restart" => ContractProperties.In<IBlockDevice>(() => new LifeFixture(life => new AgeingDisk(life))).Run(),
            "lost endpoints" => ContractProperties.For<IHouse>(() => new House(HouseFault.LosesDoors)).WithRuns(50).Run(),
            "dies in a late state" => ContractProperties.For<IHouse>(() => new House(HouseFault.DiesInOpen)).Run(),
            "wrong state behind the protocol" => ContractProperties.For<IHouse>(() => new House(HouseFault.LocksWhenClosed)).Against(() => new House(HouseFault.None)).WithRuns(1_000).Run(),
            "lost wake-up" => ContractProperties.In<IKeyboard>(() => new KeyboardFixture(KeyboardFault.LosesWakeUps)).Run(),
            "early wake-up" => ContractProperties.In<IKeyboard>(() => new KeyboardFixture(KeyboardFault.WakesEarly)).Run(),
            "newest first" => ContractProperties.In<IKeyboard>(() => new KeyboardFixture(KeyboardFault.GivesNewestFirst)).Run(),
            "answers out of turn" => ContractProperties.For<ILater>(() => new LateServer(isOutOfTurn: true)).Against(() => new LateServer(isOutOfTurn: false)).Run(),
            "not linearizable" => ContractProperties.For<ICrowd>(() => new RacingCounter()).WithRuns(30).Run(),
            "keeps a buffer for ever" => Shelved(ShelfFault.KeepsForEver, hasModel: true),
            "keeps buffers for ever, and no model says so" => Shelved(ShelfFault.KeepsForEver, hasModel: false),
            "gives a buffer twice" => Shelved(ShelfFault.GivesTwice, hasModel: false),
            "gives another's buffer" => Shelved(ShelfFault.GivesAnothers, hasModel: false),
            "gives its neighbour's buffer" => Shelved(ShelfFault.GivesTheNeighbours, hasModel: true),
            "keeps a buffer that it refuses" => Shelved(ShelfFault.LeaksOnFailure, hasModel: true),
            "writes to a buffer that it gave" => Shelved(ShelfFault.WritesLater, hasModel: false),
            "never unpins a buffer" => Shelved(ShelfFault.NeverUnpins, hasModel: false),
            "broken law" => ContractProperties.For<IBlockDevice>(() => new ForgetfulDisk()).With(typeof(DiskLaws)).WithRuns(100).Run(),
            _ => throw new ArgumentException(fault, nameof(fault)),
        };
    }

    private static ContractReport Shelved(ShelfFault fault, bool hasModel)
    {
        ContractProperties<IShelf> properties = ContractProperties.For<IShelf>(() => new Shelf(fault));
        return (hasModel ? properties.Against(() => new Shelf(ShelfFault.None)) : properties).Run();
    }

    private static ContractReport Disk(Func<IBlockDevice> create) => ContractProperties.For(create).Against(() => new SmallDisk()).WithRuns(400).Run();
}
