using System.Net;
using System.Text;

namespace Singular.Manifests.Tests;

/// <summary>A NuGet feed of version 3 on this machine, honest until a test makes it lie.</summary>
internal sealed class FeedServer : IDisposable
{
    private readonly Dictionary<string, byte[]> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<HttpListenerResponse>> _lies = new(StringComparer.Ordinal);
    private readonly LocalHttpServer _server;

    public FeedServer() => _server = new LocalHttpServer(Answer);

    public Uri Root => _server.Address;

    public Uri Index => new(Root, "v3/index.json");

    /// <summary>Path and query of what was asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What a search finds, whatever it looks for.</summary>
    public List<string> Found { get; } = [];

    /// <summary>What the lists of versions hold besides the versions of its packages.</summary>
    public List<string> FurtherVersions { get; } = [];

    public void Dispose() => _server.Dispose();

    /// <summary>Takes a package in under the name that its manifest has.</summary>
    public void Add(byte[] package)
    {
        DriverManifest manifest = PackageReader.Read(package).Manifest;
        Add(manifest.Id, manifest.Version.ToString(), package);
    }

    /// <summary>Takes a package in under a name.</summary>
    public void Add(string id, string version, byte[] package) => _packages[$"{id.ToLowerInvariant()}/{version.ToLowerInvariant()}"] = package;

    /// <summary>Answers for a path in another way.</summary>
    public void Lie(string path, Action<HttpListenerResponse> answer) => _lies["/" + path] = answer;

    private void Answer(HttpListenerContext context)
    {
        HttpListenerResponse response = context.Response;
        try
        {
            lock (Asked)
                Asked.Add(context.Request.Url!.PathAndQuery);
            string path = context.Request.Url!.AbsolutePath;
            if (_lies.TryGetValue(path, out Action<HttpListenerResponse>? lie))
                lie(response);
            else if (Honest(path) is { } content)
                response.OutputStream.Write(content);
            else
                response.StatusCode = 404;
            response.Close();
        }
        catch (Exception error) when (error is IOException or HttpListenerException or ObjectDisposedException)
        {
            // The other side has heard enough, or the test is over.
        }
    }

    private byte[]? Honest(string path)
    {
        string[] parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["v3", "index.json"] => Json($$"""{"version":"3.0.0","resources":[{"@id":"{{Root}}flat","@type":"PackageBaseAddress/3.0.0"},{"@id":"{{Root}}query","@type":"SearchQueryService"}]}"""),
            ["query"] => Json($$"""{"totalHits":{{Found.Count}},"data":[{{string.Join(',', Found.Select(id => $"{{\"id\":\"{id}\"}}"))}}]}"""),
            ["flat", var id, "index.json"] => Versions(id),
            ["flat", var id, var version, var file] when file == $"{id}.{version}.nupkg" => _packages.GetValueOrDefault($"{id}/{version}"),
            _ => null,
        };
    }

    private byte[]? Versions(string id)
    {
        string[] versions = [.. _packages.Keys.Where(key => key.StartsWith(id + "/", StringComparison.Ordinal)).Select(key => key[(id.Length + 1)..]), .. FurtherVersions];
        return versions.Length == 0 ? null : Json($$"""{"versions":[{{string.Join(',', versions.Select(version => $"\"{version}\""))}}]}""");
    }

    private static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);
}
