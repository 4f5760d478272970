using Singular.Verifier.Contracts;
using Singular.Verifier.Ownership;

namespace Singular.Verifier.Isolation.Tests.Contracts;

/// <summary>What a driver class must be, what it may ask for, and that it may use other contracts.</summary>
public class DriverTests
{
    private const string Clock = "public Result<CalendarTime, ClockError> Now() => ClockError.NotReady;";

    [Fact]
    public void AnOrdinaryDriverIsAccepted() => Compile.ExpectNone(Check($$"""
        [Driver(Provides = typeof(IClock))]
        public sealed class D([Ports(0x70, 2)] IoPorts p, [InterruptLine(8)] Interrupt i, [Memory("nv-ram", 4096)] MemoryBlock m, IBlockDevice b) : IClock
        {
            {{Clock}}
            public int Use() => p.Count + (int)m.Length + b.Geometry().BlockSize + i.GetHashCode();
        }
        """));

    [Theory]
    [InlineData("public class D : IClock", "", ContractCodes.DriverClass)]
    [InlineData("sealed class D : IClock", "", ContractCodes.DriverClass)]
    [InlineData("public sealed class D<T> : IClock", "", ContractCodes.DriverClass)]
    [InlineData("public sealed class D : B, IClock", "", ContractCodes.DriverClass)]
    [InlineData("public sealed class D", "", ContractCodes.DriverProvides)]
    [InlineData("public sealed class D : IClock", "private D() { }", ContractCodes.DriverConstructor)]
    [InlineData("public sealed class D : IClock", "public D() { } public D(IBlockDevice b) { }", ContractCodes.DriverConstructor)]
    [InlineData("public sealed class D(IoPorts p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([InterruptLine(1)] IoPorts p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Ports(0, 1)] [InterruptLine(1)] IoPorts p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Ports(0, 1)] IBlockDevice p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Ports(0xFFFF, 2)] IoPorts p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Ports(-1, 2)] IoPorts p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Ports(1, 0)] IoPorts p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([InterruptLine(16)] Interrupt p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Memory(\"A\", 4096)] MemoryBlock p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D([Memory(\"a\", 4095)] MemoryBlock p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D(int p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D(string p) : IClock", "", ContractCodes.DriverParameter)]
    [InlineData("public sealed class D(D p) : IClock", "", ContractCodes.DriverParameter)]
    public void ADriverClassOfAnotherFormIsRefused(string head, string members, string code) =>
        Assert.Contains(code, Compile.CodesOf(Check($"public class B; [Driver(Provides = typeof(IClock))] {head} {{ {members} {Clock} }}")));

    [Theory]
    [InlineData("typeof(IDisposable)")]
    [InlineData("typeof(string)")]
    public void WhatIsNoContractIsNotProvided(string type) =>
        Assert.Equal([ContractCodes.DriverProvides], Compile.CodesOf(Check($"[Driver(Provides = {type})] public sealed class D : IClock {{ {Clock} }}")));

    [Fact]
    public void ASecondDriverIsRefused() => Assert.Equal([ContractCodes.DriverClass], Compile.CodesOf(Check(
        $"[Driver(Provides = typeof(IClock))] public sealed class D : IClock {{ {Clock} }} [Driver(Provides = typeof(IClock))] public sealed class E : IClock {{ {Clock} }}")));

    [Fact]
    public void AContractBesideADriverIsRefused() => Assert.Equal([ContractCodes.ContractInDriver], Compile.CodesOf(Check(
        $"[Contract(\"a\", 1, 0)] public interface IMine; [Driver(Provides = typeof(IClock))] public sealed class D : IClock {{ {Clock} }}")));

    [Fact]
    public void ADriverIsTheClientOfEndpointsAndProtocols()
    {
        byte[] contract = Compile.Library("using Singular.Channels; [Contract(\"p\", 1, 0)] [Protocol(\"A\", \"B\")] public interface IP { [When(\"A\", Then = \"B\")] void Go(); [Ends] void Close(); }", "Acme.Contracts");
        byte[] driver = Compile.Library(Using + $"[Driver(Provides = typeof(IClock))] public sealed class D(IP p) : IClock {{ {Clock} public void Use() => p.Go(); }}", references: contract);
        Compile.ExpectNone(Compile.Verify(driver, VerificationChecks.Contracts, contract));
        const string form = "[Driver(Provides = typeof(IClock))] public sealed class D(IFileSystem f) : IClock {{ {0} public bool Use() => {1}.IsOk; }}";
        Assert.Equal([OwnershipCodes.EndpointDropped], Compile.CodesOf(Check(string.Format(form, Clock, "f.Open(\"/a\", OpenMode.Read)"))));
        Compile.ExpectNone(Check(string.Format(form, Clock, "f.Stat(\"/a\")")));
    }

    private const string Using = "using Singular.Channels; using Singular.Contracts; using Singular.Drivers;\n";

    private static IReadOnlyList<Finding> Check(string source) => Compile.Verify(Compile.Library(Using + source), VerificationChecks.Contracts);
}
