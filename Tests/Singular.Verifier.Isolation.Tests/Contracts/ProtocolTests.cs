using Singular.Verifier.Contracts;

namespace Singular.Verifier.Isolation.Tests.Contracts;

/// <summary>Protocols agree with themselves.</summary>
public class ProtocolTests
{
    [Theory]
    [InlineData("\"Idle\", \"Busy\"", "[When(\"Idle\", Then = \"Busy\")] void Start(); [When(\"Busy\", Then = \"Idle\")] void Stop();")]
    [InlineData("\"Open\"", "void Use(); [Ends] void Close();")]
    [InlineData("\"New\", \"Ready\"", "[When(\"New\", Then = \"Ready\", ThenOnFailure = \"New\")] Result<int, E> Try(); [When(\"Ready\")] int Get(); [Ends] void Close();")]
    [InlineData("\"A\", \"B\"", "[When(\"A\", Then = \"B\")] void Go(); [When(\"B\")] [Ends] void Close();")]
    public void SoundProtocolsAreAccepted(string states, string members) => Compile.ExpectNone(Check(states, members));

    [Theory]
    [InlineData("", "void M();", ContractCodes.Protocol)]
    [InlineData("\"A\", \"A\"", "void M();", ContractCodes.Protocol)]
    [InlineData("\"A b\"", "void M();", ContractCodes.Protocol)]
    [InlineData("\"A\"", "[When(\"B\")] void M();", ContractCodes.Protocol)]
    [InlineData("\"A\"", "[When] void M();", ContractCodes.Protocol)]
    [InlineData("\"A\"", "[When(\"A\", Then = \"B\")] void M();", ContractCodes.Protocol)]
    [InlineData("\"A\"", "[When(\"A\", ThenOnFailure = \"A\")] void M();", ContractCodes.Protocol)]
    [InlineData("\"A\", \"B\"", "[When(\"A\", Then = \"B\")] [Ends] void M();", ContractCodes.Protocol)]
    [InlineData("\"A\", \"B\"", "[When(\"A\", \"B\", Then = \"B\", ThenOnFailure = \"A\")] ValueTask<Result<int, E>> M();", ContractCodes.Protocol)]
    [InlineData("\"A\", \"B\"", "[When(\"B\", Then = \"A\")] void M();", ContractCodes.Unreachable)]
    [InlineData("\"A\", \"B\"", "[When(\"A\", Then = \"B\")] void M(); [When(\"A\")] [Ends] void Close();", ContractCodes.NoEnd)]
    [InlineData("\"A\", \"B\"", "[When(\"A\", Then = \"B\")] void M(); [When(\"B\")] void N();", ContractCodes.NoEnd)]
    public void UnsoundProtocolsAreRefused(string states, string members, string code) => Assert.Equal([code], Compile.CodesOf(Check(states, members)));

    [Fact]
    public void AStateWithoutAProtocolIsRefused() =>
        Assert.Equal([ContractCodes.Protocol], Compile.CodesOf(ContractAssemblyTests.Findings("[Contract(\"a\", 1, 0)] public interface IC { [When(\"A\")] void M(); }")));

    private static IReadOnlyList<Finding> Check(string states, string members) =>
        ContractAssemblyTests.Findings($"[Contract(\"a\", 1, 0)] [Protocol({states})] public interface IC {{ {members} }}");
}
