namespace Singular.CommandLine.OwnerTests;

/// <summary>What the command line says of the system's contracts.</summary>
[Collection("console")]
public sealed class ContractVerbTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("singular.clock", "ClockLaws", "Time_does_not_run_backwards")]
    [InlineData("singular.block-device", "BlockDeviceLaws", "A_read_gives_what_was_written")]
    [InlineData("singular.network-device", "NetworkDeviceLaws", "A_frame_that_came_in_is_one")]
    [InlineData("singular.display", "DisplayLaws", "Areas_outside_the_screen_are_refused")]
    public void Laws_at_hand_are_listed_with_the_text_that_they_are_for(string contract, string laws, string law)
    {
        (int status, string text, string besides) = _bench.Run("contract", "show", contract);
        Assert.Equal(ExitCode.Done, status);
        Assert.StartsWith($"contract {contract} 1.0\n", text, StringComparison.Ordinal);
        Assert.Contains($"laws    Singular.Contracts.Laws.{laws}, for this text: ", besides, StringComparison.Ordinal);
        Assert.Contains(law, besides, StringComparison.Ordinal);
    }

    [Fact]
    public void Laws_for_another_text_say_so()
    {
        _bench.ChangeSystem(GrownContracts.Name, GrownContracts.Make());
        (_, string text, string besides) = _bench.Run("contract", "show", "singular.clock");
        Assert.Contains("call Later(long) -> int since 1\n", text, StringComparison.Ordinal);
        Assert.Contains("for the text with the hash ", besides, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_without_laws_says_nothing_of_them() => Assert.DoesNotContain("laws", _bench.Run("contract", "show", "singular.file").Errors, StringComparison.Ordinal);
}
