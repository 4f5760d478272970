namespace Singular.Manifests.Tests;

public sealed class ContractDifferenceTests
{
    private const string Meter =
        """
        contract acme.meter 1.0
        interface Acme.IMeter
        protocol Idle Running
        call Close() -> Singular.Channels.Result<Singular.Channels.Done, Acme.MeterError> ends when Idle
        call Read(System.Span<byte>) -> int
        call Start() -> Singular.Channels.Result<Singular.Channels.Done, Acme.MeterError> when Idle then Running then-on-failure Idle
        call Stop() -> void when Running then Idle
        enum Acme.MeterError : int { Busy = 0, Broken = 1 }
        struct Acme.Reading (int Volt, int Ampere)

        """;

    [Theory]
    // What a minor version may do.
    [InlineData("call Read(System.Span<byte>) -> int", "call Peek() -> int since 1\ncall Read(System.Span<byte>) -> int", null)]
    [InlineData("struct Acme.Reading", "struct Acme.Limit (int Most)\nstruct Acme.Reading", null)]
    // Members.
    [InlineData("call Read(System.Span<byte>) -> int", "call Peek() -> int\ncall Read(System.Span<byte>) -> int", "mark it with [Since(1)]")]
    [InlineData("call Read(System.Span<byte>) -> int", "call Peek() -> int since 2\ncall Read(System.Span<byte>) -> int", "mark it with [Since(1)]")]
    [InlineData("call Read(System.Span<byte>) -> int", "call Read(System.Span<byte>) -> int since 1", "keep to what it said before")]
    [InlineData("call Stop() -> void when Running then Idle\n", "", "old clients call it")]
    [InlineData("call Read(System.Span<byte>) -> int", "call Read(System.Span<byte>) -> long", "old clients call it")]
    [InlineData("call Read(System.Span<byte>) -> int", "call Read(System.Span<byte>) -> int limit 10", "keep to what it said before")]
    [InlineData("then Running then-on-failure Idle", "then Running", "keep to what it said before")]
    // What holds for all members: the addition of such a line is as bad as its loss.
    [InlineData("protocol Idle Running", "protocol Idle Running Broken", "keep to the old states")]
    [InlineData("protocol Idle Running\n", "concurrent\nprotocol Idle Running\n", "does not expect calls at the same time")]
    [InlineData("protocol Idle Running\n", "protocol Idle Running\nrepeatable\n", "does not expect a request twice")]
    [InlineData("protocol Idle Running\n", "protocol Idle Running\nlimit 10\n", "without this time limit")]
    [InlineData("protocol Idle Running\n", "extends Acme.IBase\nprotocol Idle Running\n", "add them to this contract")]
    // Types.
    [InlineData("Broken = 1", "Broken = 1, Hot = 2", "values that its enum does not define")]
    [InlineData("int Ampere", "int Ampere, int Ohm", "compiled for the old layout")]
    [InlineData("struct Acme.Reading (int Volt, int Ampere)\n", "", "old packages refer to it")]
    [InlineData("enum Acme.MeterError : int { Busy = 0, Broken = 1 }", "struct Acme.MeterError (int Code)", "know it as something else")]
    // Identity.
    [InlineData("interface Acme.IMeter", "interface Acme.IGauge", "by its old name")]
    public void A_minor_version_may_only_add(string old, string now, string? breaks)
    {
        Assert.Contains(old, Meter, StringComparison.Ordinal);
        string next = Meter.Replace("acme.meter 1.0", "acme.meter 1.1", StringComparison.Ordinal).Replace(old, now, StringComparison.Ordinal);
        ContractDifference difference = Between(Meter, next);
        Assert.Equal(breaks is null, difference.IsCompatible);
        Assert.True(difference.Changes.Count >= 2);
        if (breaks is not null)
            Assert.Contains(difference.Changes, change => change.Breaks?.Contains(breaks, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("acme.gauge 1.1", "two contracts")]
    [InlineData("acme.meter 2.0", "two major versions")]
    public void Other_contracts_are_no_versions(string head, string breaks)
    {
        ContractDifference difference = Between(Meter, Meter.Replace("acme.meter 1.0", head, StringComparison.Ordinal));
        Assert.Contains(breaks, Assert.Single(difference.Changes).Breaks, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_does_not_come_later()
    {
        string endless = Meter.Replace(" ends when Idle", " when Idle", StringComparison.Ordinal);
        string next = endless.Replace("acme.meter 1.0", "acme.meter 1.1", StringComparison.Ordinal).Replace("call Read", "call Drop() -> void ends since 1\ncall Read", StringComparison.Ordinal);
        Assert.Contains("has an end", Assert.Single(Between(endless, next).Changes, change => change.Breaks is not null).Breaks, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_version_has_one_text()
    {
        Assert.Empty(Between(Meter, Meter).Changes);
        Assert.False(Between(Meter, Meter.Replace("call Read", "call Peek() -> int\ncall Read", StringComparison.Ordinal)).IsCompatible);
        string next = Meter.Replace("acme.meter 1.0", "acme.meter 1.1", StringComparison.Ordinal);
        Assert.True(Between(Meter, next).IsCompatible);
        Assert.False(Between(next, Meter).IsCompatible);
    }

    [Fact]
    public void Every_contract_of_the_system_can_be_taken_apart_and_is_compatible_with_itself()
    {
        using AssemblyFolders folders = DriverAssembly.Folders();
        foreach (ContractText text in ManifestDerivation.Contracts(File.ReadAllBytes(typeof(Singular.Contracts.IClock).Assembly.Location), folders))
        {
            ContractModel model = ContractModel.Parse(text.Text);
            Assert.Equal((text.Name, text.Major, text.Minor), (model.Name, model.Major, model.Minor));
            Assert.NotEmpty(model.Members);
            Assert.Empty(ContractDifference.Between(model, model).Changes);
            Assert.Contains(ProtocolGraph.Of(model).States[0], ProtocolDiagram.Mermaid(ProtocolGraph.Of(model)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("contract acme.meter 1.0\n")]
    [InlineData("contract acme.meter one\ninterface I\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\nnonsense\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\ncall Read\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\ncall (int) -> int\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\ncall Read() -> int when\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\ncall Read() -> int sometimes\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\ncall Read() -> int\ncall Read() -> int ends\n")]
    [InlineData("contract acme.meter 1.0\ninterface I\nenum\nenum\n")]
    public void What_is_no_text_is_refused(string text) =>
        Assert.Equal(RefusalCode.ContractInvalid, Assert.Throws<RefusedException>(() => ContractModel.Parse(text)).Code);

    [Fact]
    public void Any_change_of_a_text_is_read_or_refused()
    {
        var random = new Random(4711);
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = Meter.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
                text[random.Next(text.Length)] = (char)random.Next(10, 127);
            try
            {
                ContractModel model = ContractModel.Parse(new string(text));
                Assert.NotNull(Between(Meter, new string(text)).Changes);
                ProtocolDiagram.Svg(ProtocolGraph.Of(model), model.Name);
            }
            catch (RefusedException refused)
            {
                Assert.Equal(RefusalCode.ContractInvalid, refused.Code);
            }
        }
    }

    [Fact]
    public void A_protocol_is_drawn_with_every_state_and_member()
    {
        ProtocolGraph graph = ProtocolGraph.Of(ContractModel.Parse(Meter));
        Assert.Equal(["Idle", "Running", ProtocolGraph.End], graph.States);
        Assert.Equal(
            """
            stateDiagram-v2
                [*] --> Idle
                Idle --> [*] : Close
                Idle --> Idle : Read, Start fails
                Running --> Running : Read
                Idle --> Running : Start
                Running --> Idle : Stop

            """, ProtocolDiagram.Mermaid(graph));
        string svg = ProtocolDiagram.Svg(graph, "a & b");
        var document = System.Xml.Linq.XDocument.Parse(svg);
        string[] texts = [.. document.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        foreach (string expected in new[] { "Idle", "Running", "(end)", "Close", "Start", "Stop", "Read, Start fails" })
            Assert.Contains(expected, texts);
    }

    private static ContractDifference Between(string old, string now) => ContractDifference.Between(ContractModel.Parse(old), ContractModel.Parse(now));
}
