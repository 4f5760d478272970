using Singular.Channels.Samples;
using Singular.Channels.Testing.Tests.Servers;

namespace Singular.Channels.Testing.Tests;

/// <summary>Servers that are handed endpoints: the kit makes these, and sees what is done with them.</summary>
public sealed class CallBackTests
{
    /// <summary>1,000 where the environment says so; each property is tried so often.</summary>
    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_KIT_RUNS"), out int runs) ? runs : 100;

    public static TheoryData<string, bool, string, int> WrongTowers => new()
    {
        { nameof(TowerFault.CallsAfterTheEnd), false, "Hear(1), which has to be refused, because listener1 has ended", 6 },
        { nameof(TowerFault.CallsInAWrongState), false, "which has to be refused, because the protocol does not allow it now", 6 },
        { nameof(TowerFault.EndsTwice), false, "Close(), which has to be refused, because listener1 has ended", 3 },
        { nameof(TowerFault.ForgetsToCall), true, "ITower.Ring: ", 6 },
        { nameof(TowerFault.CallsTwice), true, "ITower.Ring: the server has to call listener1.Hear(", 4 },
        { nameof(TowerFault.CallsAnother), true, "ITower.", 6 },
        { nameof(TowerFault.KeepsForEver), false, "endpoints are kept for ever", 0 },
        { nameof(TowerFault.LetsDeathsOut), false, "fault UnhandledException", 5 },
        { nameof(TowerFault.LetsRefusalsOut), false, "ITower.Ring was legal and gave fault UnhandledException", 4 },
        { nameof(TowerFault.CallsAfterTheEndOnItsOwn), false, "listener1 has ended", 5 },
    };

    [Fact]
    public void A_tower_passes_against_a_model()
    {
        ContractReport report = ContractProperties.For<ITower>(() => new Tower(TowerFault.None)).Against(() => new Tower(TowerFault.None)).WithRuns(s_runs).Run();
        Assert.True(report.IsKept, report.ToString());
        Assert.Contains(report.Properties, property => property.Name == "ITower.Keep keeps no endpoint for ever (channel)" && property.Calls == 1_200);
    }

    [Fact]
    public void A_tower_passes_without_a_model_and_keeps_its_laws() =>
        ContractProperties.For<ITower>(() => new Tower(TowerFault.None)).With(typeof(TowerLaws)).WithRuns(s_runs / 2).Check();

    [Theory]
    [MemberData(nameof(WrongTowers))]
    public void A_wrong_tower_is_found_with_a_small_example(string fault, bool hasModel, string said, int mostCalls)
    {
        ContractReport report = Run(fault, hasModel, 1);
        Assert.False(report.IsKept, "it was taken for right");
        string violation = report.Properties[^1].Violation!;
        Assert.True(violation.Contains(said, StringComparison.Ordinal), violation);
        int calls = violation.Split('\n').Count(line => line.StartsWith("    ", StringComparison.Ordinal) && line.Contains("(", StringComparison.Ordinal) && !line.Contains("scenario.Endpoint", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
        if (mostCalls > 0)
            Assert.True(calls <= mostCalls, $"{calls} calls:\n{violation}");
    }

    /// <summary>The same seed finds the same.</summary>
    [Fact]
    public void What_is_found_follows_from_the_seed() =>
        Assert.Equal(Run(nameof(TowerFault.CallsTwice), true, 3).Properties[^1].Violation, Run(nameof(TowerFault.CallsTwice), true, 3).Properties[^1].Violation);

    /// <summary>What is printed runs as it is: another client's call reaches the listener, the own one is refused.</summary>
    [Fact]
    public void A_printed_sequence_can_be_pasted_into_a_test()
    {
        using var scenario = new ContractScenario<ITower>(() => new Tower(TowerFault.CallsAfterTheEnd));
        ITower server = scenario.Server;
        IListener listener1 = scenario.Endpoint<IListener>(1);
        Assert.True(server.Keep(listener1).IsOk);
        Assert.Equal(TowerError.Refused, server.Ring(4).Error);
        Result<int, TowerError> rung = scenario.Other.Ring(4);
        Assert.Equal([$"listener1.Hear(4) gave {rung.Value}"], scenario.CallBacks);
        Assert.Null(scenario.WrongCallBack);
        IListener listener2 = scenario.Endpoint<IListener>(1, FarEnd.DiesWhenCalled);
        server.Keep(listener2);
        Assert.Contains("listener1.Hear(1)", scenario.WrongCallBack, StringComparison.Ordinal);
        Assert.Equal(TowerError.Gone, scenario.Other.Ring(4).Error);
        Assert.Equal("listener2.Hear(4) and its far end died", scenario.CallBacks[^1]);
    }

    private static ContractReport Run(string fault, bool hasModel, int seed)
    {
        ContractProperties<ITower> tower = ContractProperties.For<ITower>(() => new Tower(Enum.Parse<TowerFault>(fault))).WithSeed(seed);
        return (hasModel ? tower.Against(() => new Tower(TowerFault.None)) : tower).Run();
    }
}
