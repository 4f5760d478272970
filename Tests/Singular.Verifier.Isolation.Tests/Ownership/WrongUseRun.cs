using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Singular.Channels.Testing;
using Singular.Drivers;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>Verifies a driver or client of the corpus and runs it, in the kernel and behind a channel, against a driver that is right.</summary>
internal sealed partial class WrongUseRun
{
    private readonly string _folder;
    private readonly byte[] _contractBytes;
    private readonly Assembly _contracts;
    private readonly Type _vault;
    private readonly Type _correctVault;

    /// <param name="sources">Folder of the corpus.</param>
    /// <param name="folder">An empty one, for what is compiled.</param>
    internal WrongUseRun(string sources, string folder)
    {
        _folder = folder;
        _contractBytes = Compile.Library(File.ReadAllText(Path.Combine(sources, "Contracts.cs")), "WrongUse.Contracts");
        _contracts = Load("WrongUse.Contracts", _contractBytes);
        _vault = _contracts.GetType("WrongUse.IVault", throwOnError: true)!;
        _correctVault = DriverIn(Load("WrongUse.Model", CompileFile(Path.Combine(sources, "Drivers", "CorrectVault.cs"), "WrongUse.Model")));
    }

    /// <summary>Tries everything on one file.</summary>
    /// <param name="path">The source.</param>
    /// <param name="runs">How often each property is tried, by whether the static check refused the code.</param>
    internal WrongUseRow Try(string path, Func<bool, int> runs)
    {
        string name = $"WrongUse.{Path.GetFileNameWithoutExtension(path)}";
        byte[] code;
        try
        {
            code = CompileFile(path, name);
        }
        catch (Xunit.Sdk.XunitException)
        {
            return new WrongUseRow("does not compile", null, null);
        }
        string? found = Compile.CodesOf(Compile.Verify(code, VerificationChecks.All, _contractBytes)).FirstOrDefault();
        Type driver = DriverIn(Load(name, code));
        Type contract = driver.GetCustomAttribute<DriverAttribute>()!.Provides!;
        string? violation = Check(contract, driver, runs(found is not null));
        bool isBoundary = violation is not null && Boundary().IsMatch(violation);
        return new WrongUseRow(found, isBoundary ? Boundary().Match(violation!).Value : null, isBoundary ? null : violation);
    }

    /// <returns>What is wrong, in a line; null when nothing is.</returns>
    private string? Check(Type contract, Type driver, int runs)
    {
        ContractFixture Create() => contract == _vault
            ? new VaultFixture(driver, _correctVault)
            : new VaultClientFixture(driver, _vault, _correctVault);
        var check = new ContractCheck(contract, [LocalPlacement.InKernel(contract, Create), LocalPlacement.OverChannel(contract, Create)]) { Runs = runs, Shrinks = false };
        return check.Run().Properties[^1].Violation?.Split('\n')[0].Trim();
    }

    private byte[] CompileFile(string path, string name) => Compile.Library(File.ReadAllText(path), name, references: _contractBytes);

    private Assembly Load(string name, byte[] code)
    {
        // The generator of boundaries reads contracts from their file.
        string file = Path.Combine(_folder, name + ".dll");
        File.WriteAllBytes(file, code);
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
    }

    private static Type DriverIn(Assembly assembly) => assembly.GetTypes().Single(type => type.IsDefined(typeof(DriverAttribute), inherit: false));

    [GeneratedRegex(@"gave (fault \w+.*|refused.*|closed.*)$")]
    private static partial Regex Boundary();
}
