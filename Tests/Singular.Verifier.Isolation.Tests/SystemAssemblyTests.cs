using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers;

namespace Singular.Verifier.Isolation.Tests;

/// <summary>What the project itself ships passes its own rules.</summary>
public class SystemAssemblyTests
{
    public static TheoryData<string> StockDrivers()
    {
        var data = new TheoryData<string>();
        foreach (string path in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Order(StringComparer.Ordinal))
        {
            if (ReferencesSdk(path) && !Path.GetFileName(path).StartsWith("Singular.", StringComparison.Ordinal))
                data.Add(Path.GetFileNameWithoutExtension(path));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(StockDrivers))]
    public void EveryStockDriverIsAccepted(string name)
    {
        byte[] driver = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        Compile.ExpectNone(Compile.Verify(driver, VerificationChecks.All));
    }

    [Fact]
    public void ThereAreStockDriversToVerify() => Assert.NotEmpty(StockDrivers());

    [Theory]
    [InlineData(typeof(IClock))]
    public void TheContractAssemblyIsAccepted(Type contract) =>
        Compile.ExpectNone(Compile.Verify(File.ReadAllBytes(contract.Assembly.Location), VerificationChecks.All));

    [Theory]
    [InlineData(typeof(ContractAttribute))]
    [InlineData(typeof(DriverAttribute))]
    public void WhatDriversReferenceKeepsTheIsolationRules(Type type) =>
        Compile.ExpectNone([.. Compile.Verify(File.ReadAllBytes(type.Assembly.Location), VerificationChecks.Types | VerificationChecks.Isolation)
            .Where(finding => !IsOfExchangeHeap(finding))]);

    // What of the exchange heap is trusted in this assembly. It has to know whose code runs: the field is assigned once, by the system, and
    // no driver can name it. And it shows bytes as elements: only for the types that Allocate lets through, of which every pattern is a value.
    private static bool IsOfExchangeHeap(Finding finding) =>
        finding is { Code: "IsolationMutableStatic", Type: "Singular.Channels.BufferHolders" }
        || (finding is { Code: "ProfileTypeArgument", Type: "Singular.Channels.Owned`1" } && finding.Method.StartsWith("Pin(", StringComparison.Ordinal));

    private static bool ReferencesSdk(string path)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        if (!image.HasMetadata)
            return false;
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(image);
        return metadata.AssemblyReferences.Any(r => metadata.GetString(metadata.GetAssemblyReference(r).Name) == typeof(DriverAttribute).Assembly.GetName().Name);
    }
}
