namespace Singular.Manifests;

/// <summary>The folder that holds all that an owner decides and installs.</summary>
/// <remarks>
/// <code>
/// keys/      signing keys
/// trust      whom to trust (see <see cref="TrustStore"/>)
/// policy     what runs where (see <see cref="Manifests.Policy"/>)
/// store/     what is installed (see <see cref="DriverStore"/>)
/// </code>
/// </remarks>
public sealed class Root
{
    /// <summary>Name of a root's folder where it is looked for.</summary>
    public const string FolderName = ".singular";

    /// <summary>Names a root where none is named on the command line.</summary>
    public const string EnvironmentVariable = "SINGULAR_ROOT";

    private Root(string folder)
    {
        Folder = folder;
        Keys = new KeyStore(Path.Combine(folder, "keys"));
        Store = new DriverStore(Path.Combine(folder, "store"));
    }

    /// <summary>Absolute path.</summary>
    public string Folder { get; }

    public KeyStore Keys { get; }

    public DriverStore Store { get; }

    public string TrustPath => Path.Combine(Folder, "trust");

    public string PolicyPath => Path.Combine(Folder, "policy");

    /// <summary>Says which folder is the root: the named one, else that of the environment, else the nearest
    /// <c>.singular</c> upwards, else the checkout's.</summary>
    /// <param name="named">What the command line names; null where it names none.</param>
    /// <param name="environment">The value of <see cref="EnvironmentVariable"/>; null or empty where there is none.</param>
    /// <param name="currentFolder">Where to begin looking upwards.</param>
    /// <param name="checkoutFolder">The source checkout; null where the program is not run from one.</param>
    /// <returns>An absolute path; the folder need not be there.</returns>
    /// <exception cref="RefusedException"><c>RootMissing</c>.</exception>
    public static string Locate(string? named, string? environment, string currentFolder, string? checkoutFolder)
    {
        if (named is not null)
            return Path.GetFullPath(named, currentFolder);
        if (!string.IsNullOrEmpty(environment))
            return Path.GetFullPath(environment, currentFolder);
        for (DirectoryInfo? folder = new(currentFolder); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, FolderName);
            if (Directory.Exists(candidate))
                return candidate;
        }
        if (checkoutFolder is not null)
            return Path.Combine(Path.GetFullPath(checkoutFolder), FolderName);
        throw new RefusedException(RefusalCode.RootMissing, currentFolder, $"there is no {FolderName} here or above", $"name one with --root, or set {EnvironmentVariable}");
    }

    /// <summary>Opens a root that is there.</summary>
    /// <exception cref="RefusedException"><c>RootMissing</c>, <c>RootInvalid</c>.</exception>
    public static Root Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new RefusedException(RefusalCode.RootMissing, folder, "there is no such folder", "make a development root with singular setup, or name another with --root");
        var root = new Root(Path.GetFullPath(folder));
        if (!File.Exists(root.TrustPath) || !File.Exists(root.PolicyPath))
            throw new RefusedException(RefusalCode.RootInvalid, folder, "the folder has no trust or policy file, so it is no root", "name a root with --root, or take the folder away to have one made");
        return root;
    }

    /// <summary>True when a root is there, whole.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, "trust")) && File.Exists(Path.Combine(folder, "policy"));

    /// <summary>Opens the root, or makes a development root: a key of its own, trusted for every package, and a policy with
    /// the rule written out that puts what this key signed into the kernel. All or nothing.</summary>
    /// <exception cref="RefusedException"><c>RootInvalid</c> when the folder is there and is no root.</exception>
    public static Root OpenOrCreateDevelopment(string folder, TimeProvider clock)
    {
        if (Directory.Exists(folder))
            return Open(folder);
        string path = Path.GetFullPath(folder);
        string temporary = $"{path}.{Environment.ProcessId}{AtomicFile.Unfinished}";
        try
        {
            Directory.CreateDirectory(temporary);
            var unfinished = new Root(temporary);
            using SigningKey key = unfinished.Keys.Create(KeyStore.DevelopmentKey, null, clock);
            AtomicFile.Write(unfinished.TrustPath, DevelopmentFiles.Trust(key.Fingerprint));
            AtomicFile.Write(unfinished.PolicyPath, DevelopmentFiles.Policy());
            Directory.CreateDirectory(unfinished.Store.Folder);
            Directory.Move(temporary, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            // Somebody else may have made it in the meantime.
            if (!Exists(path))
                throw new RefusedException(RefusalCode.RootInvalid, path, $"the root cannot be made: {error.Message.TrimEnd('.')}", "check who may write there, or name another with --root");
        }
        return Open(path);
    }

    /// <exception cref="RefusedException">The file cannot be read or has an error.</exception>
    public TrustStore Trust() => TrustStore.Load(TrustPath);

    /// <exception cref="RefusedException">The file cannot be read or has an error.</exception>
    public Policy Policy() => Manifests.Policy.Load(PolicyPath);

    /// <summary>Replaces the trust file, whole.</summary>
    public void Save(TrustStore trust) => AtomicFile.Write(TrustPath, System.Text.Encoding.UTF8.GetBytes(trust.Text));

    /// <summary>Replaces the policy file, whole.</summary>
    public void Save(Policy policy) => AtomicFile.Write(PolicyPath, System.Text.Encoding.UTF8.GetBytes(policy.Text));
}
