using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Singular.Manifests;

namespace Singular.CommandLine.Session;

/// <summary>How a verb is told which key signs, and who stamps.</summary>
internal sealed class KeyOptions
{
    /// <summary>Where a pass phrase comes from that must not stand on a command line.</summary>
    public const string PassPhraseVariable = "SINGULAR_KEY_PASSPHRASE";

    /// <summary>Pass phrase files hold one line.</summary>
    private const int MaxPassPhraseBytes = 4_096;

    private readonly Option<string> _key = new("--key") { Description = "A key of the root, or a file: PKCS #12, or PEM with certificate and key.", DefaultValueFactory = _ => KeyStore.DevelopmentKey, HelpName = "NAME|FILE" };
    private readonly Option<FileInfo?> _certificate = new("--certificate") { Description = "With --signer: PEM with the key's certificate; its issuers may follow.", HelpName = "FILE" };
    private readonly Option<string?> _signer = new("--signer") { Description = "Let a command sign whose key stays where it is (HSM, cloud): it reads the bytes and writes the raw RSA signature with SHA-256. Words are separated by spaces.", HelpName = "COMMAND" };
    private readonly Option<FileInfo?> _passPhraseFile = new("--passphrase-file") { Description = $"Opens an encrypted key. Otherwise ${PassPhraseVariable}, otherwise you are asked.", HelpName = "FILE" };
    private readonly Option<string?> _timestamp = new("--timestamp") { Description = "Have the signature stamped by an RFC 3161 authority, so that it outlives the certificate.", HelpName = "URL" };
    private readonly Option<FileInfo?> _timestampChain = new("--timestamp-chain") { Description = "PEM with certificates above the authority's own, where its answers lack them.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_key, _passPhraseFile, _certificate, _signer, _timestamp, _timestampChain])
            command.Add(option);
    }

    public SigningKey Load(ParseResult parsed)
    {
        if (parsed.GetValue(_signer) is { } command)
        {
            string certificate = parsed.GetValue(_certificate)?.FullName
                ?? throw CommandFailure.CouldNotRun("--signer needs --certificate FILE: the certificate of the key that the command signs with.");
            string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 0
                ? KeyFile.LoadExternal(certificate, [], words)
                : throw CommandFailure.CouldNotRun("--signer takes a command, e.g. --signer 'openssl dgst -sha256 -sign key.pem'.");
        }
        string key = parsed.GetRequiredValue(_key);
        bool isFile = key.Contains('/') || File.Exists(key);
        KeyStore? keys = isFile ? null : RootSession.OpenOrCreate(parsed).Root.Keys;
        SigningKey LoadWith(string? phrase) => keys is null ? KeyFile.Load(key, phrase) : keys.Load(key, phrase);
        string? given = PassPhrase(parsed.GetValue(_passPhraseFile)?.FullName);
        try
        {
            return LoadWith(given);
        }
        catch (RefusedException refused) when (refused.Code == RefusalCode.KeyInvalid && given is null && !Console.IsInputRedirected)
        {
            return LoadWith(Ask($"Pass phrase of {key}: "));
        }
    }

    /// <summary>Who stamps; null where nobody was named.</summary>
    public TimeStamper? Stamper(ParseResult parsed)
    {
        if (parsed.GetValue(_timestamp) is not { } address)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? authority) || authority.Scheme is not ("http" or "https"))
            throw CommandFailure.CouldNotRun($"--timestamp takes an http address; '{SafeText.Escape(address)}' is none.");
        IReadOnlyList<X509Certificate2> chain = parsed.GetValue(_timestampChain) is { } file ? [.. KeyFile.Certificates(file.FullName)] : [];
        return new TimeStamper(new HttpTimeStampAuthority(authority), chain);
    }

    /// <summary>The pass phrase from a file, else from the environment, or null.</summary>
    public static string? PassPhrase(string? file)
    {
        if (file is not null)
        {
            KeyFile.CheckPrivate(file);
            byte[] bytes = Files.Read(file);
            return bytes.Length <= MaxPassPhraseBytes
                ? System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n')
                : throw CommandFailure.CouldNotRun($"{file} has {bytes.Length} bytes; a pass phrase has at most {MaxPassPhraseBytes}.");
        }
        return Environment.GetEnvironmentVariable(PassPhraseVariable) is { Length: > 0 } phrase ? phrase : null;
    }

    private static string Ask(string question)
    {
        Console.Error.Write(question);
        var phrase = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key == ConsoleKey.Backspace)
                phrase.Length = Math.Max(0, phrase.Length - 1);
            else
                phrase.Append(pressed.KeyChar);
        }
        Console.Error.WriteLine();
        return phrase.ToString();
    }
}
