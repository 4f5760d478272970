using Mono.Cecil;
using Mono.Cecil.Rocks;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.IsolationRules;

public sealed class Rule1_3_SpansAreBorrowedForOneCall
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    /// <summary>The client hands over the same memory twice, so that what the server reads changes under its writes.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void Memory_that_is_handed_over_twice_is_refused(string placement)
    {
        using var server = PlacedServer<ISpans>.Place(placement, () => new SpansServer());
        long[] memory = new long[12];
        Overlap(() => server.Client.Merge(memory.AsSpan(0, 4), [], memory.AsSpan(0, 4)));
        Overlap(() => server.Client.Merge(memory.AsSpan(0, 4), [], memory.AsSpan(3, 4)));
        Overlap(() => server.Client.Merge([], memory.AsSpan(4, 8), memory.AsSpan(0, 5)));
        Overlap(() => server.Client.Merge(memory.AsSpan(0, 4), memory.AsSpan(2, 4), new long[8]));
        // Neighbours do not overlap, and both sides go on.
        Assert.Equal(4, server.Client.Merge(memory.AsSpan(0, 2), memory.AsSpan(2, 2), memory.AsSpan(4, 8)));
    }

    /// <summary>A contract whose server could keep a span of its client, or hand out one of its own.</summary>
    [Theory]
    [InlineData("as a result")]
    [InlineData("by reference")]
    [InlineData("as an out parameter")]
    [InlineData("beside a task")]
    public void A_span_that_outlives_the_call_is_refused(string how)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(ISpans).Assembly.Location);
        MethodDefinition sum = assembly.MainModule.GetType(typeof(ISpans).FullName).Methods.Single(method => method.Name == "Sum");
        ParameterDefinition span = sum.Parameters[0];
        switch (how)
        {
            case "as a result":
                sum.ReturnType = span.ParameterType;
                break;
            case "by reference":
                span.ParameterType = span.ParameterType.MakeByReferenceType();
                break;
            case "as an out parameter":
                span.ParameterType = span.ParameterType.MakeByReferenceType();
                span.IsOut = true;
                break;
            default:
                sum.ReturnType = assembly.MainModule.GetType(typeof(ILater).FullName).Methods.Single(method => method.Name == "Next").ReturnType;
                break;
        }
        using var stream = new MemoryStream();
        assembly.Write(stream);
        var refused = Assert.Throws<GenerationException>(() => ContractGenerator.Generate(new AssemblyFile(assembly.Name.Name, stream.ToArray()), GeneratedCode.References));
        Assert.Equal("Sum", refused.Member);
    }

    private static void Overlap(Action call) => Assert.Contains("overlap", Assert.Throws<ChannelProtocolException>(call).Reason, StringComparison.Ordinal);
}
