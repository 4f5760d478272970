using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>Our signatures before the SDK's <c>dotnet nuget verify</c>, and <c>dotnet nuget sign</c> before ours.</summary>
public sealed class NuGetInteroperationTests
{
    private const string PassPhrase = "pass phrase";
    private const string ServiceIndex = "https://example.org/v3/index.json";

    [Fact]
    public void What_we_sign_passes_dotnet_nuget_verify_under_a_matching_trust_setting()
    {
        using var folder = new TemporaryFolder();
        string package = WritePackage(folder, Samples.SignedClock());
        Assert.Equal(0, Verify(folder, package, Author(Samples.Key.Fingerprint), out string output));
        Assert.Contains(Samples.Key.Fingerprint.ToString(), output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_package_fails_there_when_another_signer_is_trusted_or_a_bit_is_flipped()
    {
        using var folder = new TemporaryFolder();
        string package = WritePackage(folder, Samples.SignedClock());
        Assert.NotEqual(0, Verify(folder, package, Author(Samples.OtherKey.Fingerprint), out _));
        byte[] damaged = Samples.SignedClock();
        damaged[200] ^= 1;
        Assert.NotEqual(0, Verify(folder, WritePackage(folder, damaged), Author(Samples.Key.Fingerprint), out _));
    }

    [Fact]
    public void What_dotnet_nuget_sign_writes_is_accepted_whole_and_refused_with_any_damage_to_its_entry()
    {
        using var folder = new TemporaryFolder();
        string package = WritePackage(folder, Samples.Pack(DriverAssembly.Clock()));
        File.WriteAllBytes(folder["key.pfx"], Samples.Key.Certificate.Export(X509ContentType.Pkcs12, PassPhrase));
        Assert.Equal(0, NuGetTools.RunDotnet(folder.Path, out string output, "nuget", "sign", package, "--certificate-path", folder["key.pfx"], "--certificate-password", PassPhrase));

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
        Assert.True(NuGetTools.RunDotnet(folder.Path, out string output, "pack", folder["Acme.Clock.csproj"], "-o", folder.Path) == 0, output);
        byte[] signed = PackageSigner.Sign(File.ReadAllBytes(folder["Acme.Clock.1.0.0.nupkg"]), Samples.Key, TimeProvider.System);
        SignatureCheck.Check(signed);
        DriverPackage package = PackageReader.Read(signed);
        package.CheckManifest(Samples.ContractFolder);
        Assert.Equal(driver, package.DriverAssembly);
        Assert.Equal(0, Verify(folder, WritePackage(folder, signed), Author(Samples.Key.Fingerprint), out _));
    }

    [Fact]
    public void What_we_stamp_and_countersign_passes_dotnet_nuget_verify_for_who_trusts_the_repository_only()
    {
        using var folder = new TemporaryFolder();
        using var authority = new OpenSslAuthority();
        var stamper = new TimeStamper(authority, []);
        byte[] signed = PackageSigner.Sign(Samples.Pack(DriverAssembly.Clock()), Samples.Key, TimeProvider.System, stamper);
        byte[] countersigned = PackageSigner.Countersign(signed, Samples.OtherKey, new Uri(ServiceIndex), ["acme"], TimeProvider.System, stamper);
        using var tools = new NuGetTools([Samples.Key.Certificate, Samples.OtherKey.Certificate], [authority.Root]);
        int Check(byte[] package, Fingerprint trusted, out string output)
        {
            WriteConfiguration(folder, Repository(trusted));
            return tools.Run(folder.Path, out output, "verify", WritePackage(folder, package), "--configfile", folder["nuget.config"], "-v", "normal");
        }
        Assert.True(Check(countersigned, Samples.OtherKey.Fingerprint, out string output) == 0, output);
        Assert.Contains("Timestamp", output, StringComparison.Ordinal);
        Assert.NotEqual(0, Check(countersigned, Samples.Key.Fingerprint, out _));
        Assert.NotEqual(0, Check(signed, Samples.OtherKey.Fingerprint, out _));
        countersigned[300] ^= 1;
        Assert.NotEqual(0, Check(countersigned, Samples.OtherKey.Fingerprint, out _));
    }

    [Fact]
    public void What_dotnet_nuget_sign_has_stamped_is_accepted_with_its_stamp()
    {
        using var folder = new TemporaryFolder();
        using var authority = new OpenSslAuthority();
        using var responder = new HttpResponder(authority);
        string package = WritePackage(folder, Samples.Pack(DriverAssembly.Clock()));
        File.WriteAllBytes(folder["key.pfx"], Samples.Key.Certificate.Export(X509ContentType.Pkcs12, PassPhrase));
        using var tools = new NuGetTools([Samples.Key.Certificate], [authority.Root]);
        int status = tools.Run(folder.Path, out string output, "sign", package, "--certificate-path", folder["key.pfx"], "--certificate-password", PassPhrase, "--timestamper", responder.Address.ToString());
        Assert.True(status == 0, output);
        AuthorSignature signature = SignatureCheck.Check(File.ReadAllBytes(package));
        Assert.Equal(authority.Root, signature.Stamp!.Chain[^1]);
    }

    private static string Repository(Fingerprint fingerprint) =>
        $"""<repository name="shop" serviceIndex="{ServiceIndex}"><certificate fingerprint="{fingerprint}" hashAlgorithm="SHA256" allowUntrustedRoot="true" /></repository>""";

    private static string Author(Fingerprint fingerprint) =>
        $"""<author name="author"><certificate fingerprint="{fingerprint}" hashAlgorithm="SHA256" allowUntrustedRoot="true" /></author>""";

    private static string WritePackage(TemporaryFolder folder, byte[] package)
    {
        string path = folder["Acme.Clock.1.0.0.nupkg"];
        File.WriteAllBytes(path, package);
        return path;
    }

    private static int Verify(TemporaryFolder folder, string package, string trusted, out string output)
    {
        WriteConfiguration(folder, trusted);
        return NuGetTools.RunDotnet(folder.Path, out output, "nuget", "verify", package, "--configfile", folder["nuget.config"], "-v", "normal");
    }

    private static void WriteConfiguration(TemporaryFolder folder, string trusted) => File.WriteAllText(folder["nuget.config"],
        $"""
        <configuration>
          <config><add key="signatureValidationMode" value="require" /></config>
          <trustedSigners>
            {trusted}
          </trustedSigners>
        </configuration>
        """);
}
