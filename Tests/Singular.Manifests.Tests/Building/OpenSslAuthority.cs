using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>A certificate authority and an RFC 3161 time-stamp authority, both openssl's: neither knows our code.</summary>
internal sealed class OpenSslAuthority : ITimeStampAuthority, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="usage">Extended key usage of the time-stamp certificate.</param>
    /// <param name="bits">Bits of the keys.</param>
    public OpenSslAuthority(string usage = "critical,timeStamping", int bits = 3072)
    {
        File.WriteAllText(_folder["openssl.cnf"],
            $"""
            [req]
            distinguished_name = name
            prompt = no
            [name]
            CN = Test Root
            [root]
            basicConstraints = critical,CA:true
            keyUsage = critical,keyCertSign
            subjectKeyIdentifier = hash
            [stamp]
            keyUsage = critical,digitalSignature
            extendedKeyUsage = {usage}
            subjectKeyIdentifier = hash
            [code]
            keyUsage = critical,digitalSignature
            extendedKeyUsage = codeSigning
            subjectKeyIdentifier = hash
            [tsa]
            default_tsa = this
            [this]
            serial = {_folder["serial"]}
            signer_cert = {_folder["stamp.pem"]}
            signer_key = {_folder["stamp.key"]}
            certs = {_folder["root.pem"]}
            default_policy = 1.2.3.4.1
            signer_digest = sha256
            digests = sha256, sha384, sha512
            accuracy = secs:1
            ess_cert_id_alg = sha256

            """);
        File.WriteAllText(_folder["serial"], "01\n");
        Run("req", "-x509", "-newkey", $"rsa:{bits}", "-nodes", "-keyout", _folder["root.key"], "-out", _folder["root.pem"], "-days", "3000", "-config", _folder["openssl.cnf"], "-extensions", "root");
        Issue("stamp", "Test Stamps", bits);
    }

    public string Name => "openssl ts";

    /// <summary>The root, which issued the time-stamp certificate.</summary>
    public X509Certificate2 Root => X509CertificateLoader.LoadCertificateFromFile(_folder["root.pem"]);

    /// <summary>Makes a key with a certificate under the root: <c>NAME.pem</c> and <c>NAME.key</c>.</summary>
    public void Issue(string name, string commonName, int bits = 3072)
    {
        Run("req", "-newkey", $"rsa:{bits}", "-nodes", "-keyout", _folder[$"{name}.key"], "-out", _folder[$"{name}.csr"], "-subj", $"/CN={commonName}", "-config", _folder["openssl.cnf"]);
        Run("x509", "-req", "-in", _folder[$"{name}.csr"], "-CA", _folder["root.pem"], "-CAkey", _folder["root.key"], "-CAcreateserial", "-out", _folder[$"{name}.pem"],
            "-days", "2000", "-sha256", "-extfile", _folder["openssl.cnf"], "-extensions", name == "stamp" ? "stamp" : "code");
    }

    /// <summary>One of the authority's files.</summary>
    public string this[string file] => _folder[file];

    public byte[] Ask(byte[] request)
    {
        string query = _folder[$"{Guid.NewGuid():N}.tsq"];
        File.WriteAllBytes(query, request);
        lock (_folder)
            Run("ts", "-reply", "-config", _folder["openssl.cnf"], "-section", "this", "-queryfile", query, "-out", query + ".tsr");
        return File.ReadAllBytes(query + ".tsr");
    }

    public void Dispose() => _folder.Dispose();

    public static void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {errors}{output.Result}");
    }
}
