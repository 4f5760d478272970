using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>Our signatures before the SDK's <c>dotnet nuget verify</c>, and <c>dotnet nuget sign</c> before ours.</summary>
public sealed class NuGetInteroperationTests
{
    private const string PassPhrase = "pass phrase";

    [Fact]
    public void What_we_sign_passes_dotnet_nuget_verify_under_a_matching_trust_setting()
    {
        using var folder = new TemporaryFolder();
        string package = WritePackage(folder, Samples.SignedClock());
        Assert.Equal(0, Verify(folder, package, Samples.Key.Fingerprint.ToString(), out string output));
        Assert.Contains(Samples.Key.Fingerprint.ToString(), output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_package_fails_there_when_another_signer_is_trusted_or_a_bit_is_flipped()
    {
        using var folder = new TemporaryFolder();
        string package = WritePackage(folder, Samples.SignedClock());
        Assert.NotEqual(0, Verify(folder, package, Samples.OtherKey.Fingerprint.ToString(), out _));
        byte[] damaged = Samples.SignedClock();
        damaged[200] ^= 1;
        Assert.NotEqual(0, Verify(folder, WritePackage(folder, damaged), Samples.Key.Fingerprint.ToString(), out _));
    }

    [Fact]
    public void What_dotnet_nuget_sign_writes_is_accepted_whole_and_refused_with_any_damage_to_its_entry()
    {
        using var folder = new TemporaryFolder();
        string package = WritePackage(folder, Samples.Pack(DriverAssembly.Clock()));
        File.WriteAllBytes(folder["key.pfx"], Samples.Key.Certificate.Export(X509ContentType.Pkcs12, PassPhrase));
        Assert.Equal(0, Run(folder, out string output, "nuget", "sign", package, "--certificate-path", folder["key.pfx"], "--certificate-password", PassPhrase));

        byte[] signed = File.ReadAllBytes(package);
        Assert.Equal(Samples.Key.Fingerprint, SignatureCheck.Check(signed).Fingerprint);
        Assert.True(PackageReader.Read(signed).IsSigned, output);
        int entry = signed.AsSpan().IndexOf(".signature.p7s"u8) - 30;
        for (int bit = entry * 8; bit < signed.Length * 8; bit += 7)
        {
            byte[] damaged = (byte[])signed.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<RefusedException>(() => SignatureCheck.Check(damaged));
        }
    }

    [Fact]
    public void What_dotnet_pack_makes_is_signed_read_and_checked()
    {
        using var folder = new TemporaryFolder();
        byte[] driver = DriverAssembly.Clock();
        using AssemblyFolders folders = DriverAssembly.Folders();
        File.WriteAllBytes(folder["Acme.Clock.dll"], driver);
        File.WriteAllBytes(folder["manifest.json"], ManifestJson.Write(ManifestDerivation.Derive(driver, folders, "MIT")));
        File.WriteAllText(folder["README.md"], "A clock.");
        File.WriteAllText(folder["Acme.Clock.csproj"],
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Version>1.0.0</Version>
                <PackageLicenseExpression>MIT</PackageLicenseExpression>
                <PackageReadmeFile>README.md</PackageReadmeFile>
                <IncludeBuildOutput>false</IncludeBuildOutput>
                <NoWarn>NU5128</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <None Include="Acme.Clock.dll" Pack="true" PackagePath="lib/net9.0/Acme.Clock.dll" />
                <None Include="manifest.json" Pack="true" PackagePath="singular/manifest.json" />
                <None Include="README.md" Pack="true" PackagePath="" />
              </ItemGroup>
            </Project>
            """);
        Assert.True(Run(folder, out string output, "pack", folder["Acme.Clock.csproj"], "-o", folder.Path) == 0, output);
        byte[] signed = PackageSigner.Sign(File.ReadAllBytes(folder["Acme.Clock.1.0.0.nupkg"]), Samples.Key, TimeProvider.System);
        SignatureCheck.Check(signed);
        DriverPackage package = PackageReader.Read(signed);
        package.CheckManifest(Samples.ContractFolder);
        Assert.Equal(driver, package.DriverAssembly);
        Assert.Equal(0, Verify(folder, WritePackage(folder, signed), Samples.Key.Fingerprint.ToString(), out _));
    }

    private static string WritePackage(TemporaryFolder folder, byte[] package)
    {
        string path = folder["Acme.Clock.1.0.0.nupkg"];
        File.WriteAllBytes(path, package);
        return path;
    }

    private static int Verify(TemporaryFolder folder, string package, string fingerprint, out string output)
    {
        File.WriteAllText(folder["nuget.config"],
            $"""
            <configuration>
              <config><add key="signatureValidationMode" value="require" /></config>
              <trustedSigners>
                <author name="author"><certificate fingerprint="{fingerprint}" hashAlgorithm="SHA256" allowUntrustedRoot="true" /></author>
              </trustedSigners>
            </configuration>
            """);
        return Run(folder, out output, "nuget", "verify", package, "--configfile", folder["nuget.config"], "-v", "normal");
    }

    private static int Run(TemporaryFolder folder, out string output, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        start.Environment["DOTNET_NUGET_SIGNATURE_VERIFICATION"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd() + errors.Result;
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "dotnet did not end");
        return process.ExitCode;
    }
}
