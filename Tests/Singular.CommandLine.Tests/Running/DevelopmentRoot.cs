namespace Singular.CommandLine.Tests.Running;

/// <summary>A development root in a folder of its own, with the stock drivers installed; shared by the tests of a collection, each
/// of which says where it wants the drivers.</summary>
public sealed class DevelopmentRoot : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("singular-").FullName;
    private readonly Dictionary<string, string> _placements = [];

    public DevelopmentRoot() => Run("image").Expect(0);

    public string Folder => Path.Combine(_parent, "root");

    /// <summary>A file or folder beside the root that goes with it.</summary>
    public string Beside(string name) => Path.Combine(_parent, name);

    /// <summary>Runs a verb on this root.</summary>
    internal CommandResult Run(params string[] arguments) => Command.Run([.. arguments, "--root", Folder]);

    /// <summary>Moves a driver.</summary>
    internal void Place(string driver, string placement)
    {
        if (_placements.GetValueOrDefault(driver) == placement)
            return;
        Run("policy", "set", driver, "--place", placement).Expect(0);
        _placements[driver] = placement;
    }

    /// <summary>Boots with a script on standard input.</summary>
    internal CommandResult Boot(IEnumerable<string> script, params string[] options) => Command.Run(
        ["boot", "--root", Folder, "--script", "-", "--timeout", "240", .. options], string.Join('\n', script) + "\n", new Dictionary<string, string>());

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
