using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Singular.Manifests;

namespace Singular.CommandLine.Session;

/// <summary>How a verb is told where packages are looked up by name.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _source = new("--source")
    {
        Description = "A feed: a folder as NuGet lays it out, or the address of a NuGet feed's service index. Packages are looked up there by name, and so are the drivers that they import from.",
        HelpName = "DIR|URL",
    };

    private readonly Option<bool> _insecure = new("--allow-insecure-connections") { Description = "The feed may be asked over plain http, which everybody on the way can read and change." };

    public void AddTo(Command command, bool isRequired = false)
    {
        _source.Required = isRequired;
        command.Add(_source);
        command.Add(_insecure);
    }

    /// <summary>The feed; null where none was named.</summary>
    public IPackageFeed? Open(ParseResult parsed)
    {
        if (parsed.GetValue(_source) is not { } source)
            return null;
        if (!source.Contains("://", StringComparison.Ordinal))
            return new FolderFeed(Path.GetFullPath(source));
        if (!Uri.TryCreate(source, UriKind.Absolute, out Uri? address))
            throw CommandFailure.CouldNotRun($"--source takes a folder or an address; '{SafeText.Escape(source)}' is neither.");
        // A folder for each feed: the same name and version may be two packages in two feeds.
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToString())))[..16];
        string folder = Path.Combine(Workspace.Find().CacheFolder, "feeds", name);
        return new HttpFeed(address, folder, new HttpFeedOptions { AllowsInsecureConnections = parsed.GetValue(_insecure) });
    }
}
