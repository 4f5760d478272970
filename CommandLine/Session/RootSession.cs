using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.Manifests;

namespace Singular.CommandLine.Session;

/// <summary>The workspace and the root that a verb works on.</summary>
internal sealed class RootSession
{
    /// <summary><c>--root</c>, which every verb that uses a root has.</summary>
    public static readonly Option<string?> RootOption = new("--root")
    {
        Description = "The folder with keys, trust, policy and installed drivers. Default: $SINGULAR_ROOT, else the nearest .singular upwards, else the checkout's.",
        HelpName = "DIR",
    };

    private RootSession(Workspace workspace, Root root)
    {
        Workspace = workspace;
        Root = root;
    }

    public Workspace Workspace { get; }

    public Root Root { get; }

    /// <summary>What an image of the installed drivers looks like under the root's policy.</summary>
    public SystemPlan Plan() => Plan(Root.Policy());

    /// <summary>What an image of the installed drivers looks like under a policy.</summary>
    public SystemPlan Plan(Policy policy) => SystemPlan.Of(Installed(), policy, Root.Trust());

    /// <summary>What is installed, as today's verifier judges it.</summary>
    public InstalledSet Installed() => new Reverification(Root.Store, new DriverVerification(Workspace)).Judge(Root.Store.Installed());

    /// <summary>Opens the root, or makes a development root where there is none, and says which one it is.</summary>
    public static RootSession OpenOrCreate(ParseResult parsed)
    {
        Workspace workspace = Workspace.Find();
        return OpenOrCreate(workspace, workspace.LocateRoot(parsed.GetValue(RootOption)));
    }

    /// <summary>Opens the root in a folder, or makes a development root there, and says which one it is.</summary>
    public static RootSession OpenOrCreate(Workspace workspace, string folder)
    {
        bool isNew = !Directory.Exists(folder);
        Root root = Root.OpenOrCreateDevelopment(folder, TimeProvider.System);
        Console.Error.WriteLine(isNew
            ? $"root: {root.Folder} (new: a development root with a key of its own, trusted here and nowhere else)"
            : $"root: {root.Folder}");
        return new RootSession(workspace, root);
    }

    /// <summary>Opens a root that is there, and says which one it is.</summary>
    public static RootSession Open(ParseResult parsed)
    {
        Workspace workspace = Workspace.Find();
        Root root = Root.Open(workspace.LocateRoot(parsed.GetValue(RootOption)));
        Console.Error.WriteLine($"root: {root.Folder}");
        return new RootSession(workspace, root);
    }
}
