using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Lets a command sign whose key never comes here: an HSM's or a cloud's tool. It gets the bytes on its standard
/// input and writes the raw signature (RSA PKCS #1 v1.5, SHA-256) to its standard output, as <c>openssl dgst -sha256 -sign
/// KEY</c> does; the signature is checked against the certificate before it is used.</summary>
/// <param name="command">Program and arguments.</param>
/// <param name="certificate">The key's certificate.</param>
public sealed class ExternalSignatureMaker(IReadOnlyList<string> command, X509Certificate2 certificate) : ISignatureMaker
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public byte[] Sign(byte[] data)
    {
        byte[] signature = Run(data);
        using RSA key = CertificateFields.RsaKey(certificate);
        bool isGood;
        try
        {
            isGood = key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            isGood = false;
        }
        return isGood ? signature : throw Failed($"it gave {signature.Length} bytes that are no signature by the certificate's key", "let it write the raw RSA signature with SHA-256 of its standard input");
    }

    private byte[] Run(byte[] data)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            var output = new MemoryStream();
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
            Feed(process, data);
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw Failed($"it did not end within {Patience.TotalSeconds:0} seconds", "try it by itself");
            }
            reading.Wait();
            return process.ExitCode == 0 ? output.ToArray() : throw Failed($"it ended with status {process.ExitCode}: {errors.Result.Trim()}", "try it by itself");
        }
        catch (Win32Exception error)
        {
            throw Failed($"it cannot be started: {error.Message}", "check its name and who may run it");
        }
    }

    private static void Feed(Process process, byte[] data)
    {
        try
        {
            process.StandardInput.BaseStream.Write(data);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; its exit status and output say more.
        }
    }

    private RefusedException Failed(string what, string remedy) => new(RefusalCode.ExternalSignerFailed, string.Join(' ', command), what, remedy);
}
