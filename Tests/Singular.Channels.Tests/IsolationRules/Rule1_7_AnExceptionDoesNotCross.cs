using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.IsolationRules;

public sealed class Rule1_7_AnExceptionDoesNotCross
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    /// <summary>Every member of the exception is code of the driver; a note is taken when one is read.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void Nothing_of_it_is_read(string placement)
    {
        int reads = NastyException.Reads;
        using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(0, () => throw new NastyException()));
        var fault = Assert.Throws<ChannelFaultException>(() => server.Client.Do("x"));
        Assert.Equal("UnhandledException", fault.Code);
        Assert.Null(fault.InnerException);
        Assert.Empty(fault.Data);
        Assert.Equal(reads, NastyException.Reads);
    }

    /// <summary>Whoever prints a chain of 300,000 inner exceptions overflows its stack.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_chain_without_an_end_harms_nobody(string placement)
    {
        using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(0, () =>
        {
            var chain = new InvalidOperationException();
            for (int i = 0; i < 300_000; i++)
                chain = new InvalidOperationException("x", chain);
            throw chain;
        }));
        var fault = Assert.Throws<ChannelFaultException>(() => server.Client.Do("x"));
        Assert.Equal("UnhandledException", fault.Code);
        Assert.True(fault.ToString().Length < 10_000);
    }

    /// <summary>An exception that looks like the system's own says nothing to the client.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void One_that_looks_like_the_systems_is_a_fault_like_any_other(string placement)
    {
        foreach (Exception lie in new Exception[]
        {
            new ChannelClosedException("Bank#0"), new ChannelProtocolException("IBank.Pay", "you broke it"), new ChannelFaultException("Bank#0", "Forged"),
            new NotInThisVersionException("IBank.Pay", 0, 1), new StaleBufferException(), new OperationCanceledException(),
        })
        {
            using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(0, () => throw lie));
            var fault = Assert.Throws<ChannelFaultException>(() => server.Client.Do("x"));
            Assert.Equal(("Server#0", "UnhandledException"), (fault.Server, fault.Code));
            Assert.Equal("UnhandledException", server.ServerDomain.Fault!.Code);
        }
    }
}
