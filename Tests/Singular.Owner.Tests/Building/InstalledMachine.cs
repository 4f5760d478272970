namespace Singular.CommandLine.OwnerTests;

/// <summary>A root with one driver of a vendor's installed, made once for tests that only look.</summary>
public sealed class InstalledMachine : IDisposable
{
    private readonly Workbench _bench = new();

    public InstalledMachine()
    {
        Directory.CreateDirectory(_bench["feed"]);
        _bench.Done("keys", "new", "acme", "--root", _bench["root"]);
        First = Publish("0.1.0");
        Second = Publish("0.2.0");
        _bench.Done("trust", "add", "--from", First, "--as", "acme", "--root", _bench["root"]);
        _bench.Done("install", "--no-compile", First, "--root", _bench["root"]);
        File.WriteAllText(_bench["policy"], "package=CmosClock -> kernel\n");
    }

    /// <summary>The installed package, version 0.1.0.</summary>
    public string First { get; }

    /// <summary>Version 0.2.0 of it.</summary>
    public string Second { get; }

    public void Dispose() => _bench.Dispose();

    /// <summary>Runs a verb; <c>{root}</c>, <c>{feed}</c>, <c>{policy}</c> and <c>{first}</c> in a word stand for the files.</summary>
    internal (int Status, string Output, string Errors) Run(string line) =>
        _bench.Run([.. line.Split(' ').Select(word => word.Replace("{root}", _bench["root"]).Replace("{feed}", _bench["feed"]).Replace("{policy}", _bench["policy"]).Replace("{first}", First))]);

    private string Publish(string version)
    {
        string package = _bench.Done("pack", _bench.Driver("CmosClock", version), "-o", _bench["feed"]).Trim();
        _bench.Done("sign", package, "--key", "acme", "--root", _bench["root"]);
        return package;
    }
}
