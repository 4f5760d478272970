using System.Security.Cryptography;
using System.Text;

namespace Singular.Manifests;

/// <summary>Where installed packages lie.</summary>
/// <remarks>
/// <code>
/// store/lock, store/lock.holder       held by who is writing, and its name
/// store/packages/SHA256.nupkg         signed packages as they came
/// store/assemblies/SHA256/NAME.dll    verified, re-emitted assemblies
/// store/images/                       native images and boot images: a cache of the builder
/// store/verdicts/SHA256.json          what later rules of the verifier say of installed packages: a cache
/// store/attestations/SHA256.p7s        what trusted testers say of packages, as it came
/// store/generations/NUMBER.json       every set that was installed, chained by hashes: who, when, what, under which rule
/// store/installed.json                the set that is installed now
/// </code>
/// What a name's hash says is never written twice; the rename of <c>installed.json</c> is the one moment at which a change
/// happens.
/// </remarks>
public sealed class DriverStore(string folder)
{
    private static readonly string[] Written = ["packages", "assemblies", "attestations", "generations"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Folder { get; } = folder;

    /// <summary>For the builder's caches; made on first use.</summary>
    public string ImagesFolder => Directory.CreateDirectory(Path.Combine(Folder, "images")).FullName;

    private string InstalledPath => Path.Combine(Folder, "installed.json");

    /// <summary>Takes the right to write and clears away what an interrupted writer left.</summary>
    /// <exception cref="RefusedException"><c>StoreLocked</c>.</exception>
    public StoreLock Lock() => Lock(Patience);

    /// <param name="patience">How long to wait for another writer.</param>
    /// <inheritdoc cref="Lock()"/>
    public StoreLock Lock(TimeSpan patience)
    {
        foreach (string name in Written)
            AtomicFile.CreateFolder(Path.Combine(Folder, name));
        StoreLock taken = StoreLock.Take(Path.Combine(Folder, "lock"), patience);
        Sweep();
        return taken;
    }

    /// <summary>Who is writing to the store now; null where nobody is.</summary>
    public string? Holder() => StoreLock.HolderOf(Path.Combine(Folder, "lock"));

    /// <summary>The set that is installed now. Needs no lock: the file is replaced whole.</summary>
    /// <exception cref="RefusedException"><c>StoreDamaged</c>.</exception>
    public InstalledSet Installed() => File.Exists(InstalledPath) ? ReadSet(InstalledPath) : InstalledSet.Empty;

    /// <summary>Puts a package into the store; it is not installed by that.</summary>
    public void AddPackage(StoreLock held, DriverPackage package)
    {
        ArgumentNullException.ThrowIfNull(held);
        string path = PackagePath(package.Sha256);
        // One that was damaged is mended.
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(package.Bytes))
            AtomicFile.Write(path, package.Bytes);
    }

    /// <summary>Puts an attestation into the store.</summary>
    public void AddAttestation(StoreLock held, Attestation attestation)
    {
        ArgumentNullException.ThrowIfNull(held);
        AtomicFile.Write(AttestationPath(attestation.Sha256), attestation.Bytes);
    }

    /// <summary>Puts re-emitted assemblies into the store.</summary>
    /// <returns>The hash that names them together.</returns>
    public string AddAssemblies(StoreLock held, IReadOnlyDictionary<string, byte[]> assemblies)
    {
        ArgumentNullException.ThrowIfNull(held);
        string sha256 = HashOf(assemblies);
        AtomicFile.WriteFolder(AssembliesPath(sha256), assemblies.ToDictionary(pair => pair.Key + ".dll", pair => pair.Value));
        return sha256;
    }

    /// <summary>Makes a set the installed one. All that it names must be in the store.</summary>
    /// <exception cref="RefusedException"><c>TooManyDrivers</c>, <c>DiskFull</c>; the installed set is as it was.</exception>
    public void Install(StoreLock held, InstalledSet set)
    {
        ArgumentNullException.ThrowIfNull(held);
        if (set.Drivers.Count > ManifestLimits.MaxDrivers)
            throw new RefusedException(RefusalCode.TooManyDrivers, Folder, $"{set.Drivers.Count} drivers, at most {ManifestLimits.MaxDrivers} are kept", "remove some");
        byte[] json = InstalledSetJson.Write(set);
        AtomicFile.Write(Path.Combine(Folder, "generations", $"{set.Generation}.json"), json);
        AtomicFile.Write(InstalledPath, json);
    }

    /// <summary>The numbers of all sets that were ever installed, oldest first.</summary>
    public IReadOnlyList<int> Generations()
    {
        // A writer that was interrupted may have left the file of one that never became the installed set.
        int last = Installed().Generation;
        return [.. AllGenerations().Where(number => number <= last)];
    }

    /// <summary>A set that was installed once.</summary>
    /// <exception cref="RefusedException"><c>NotInstalled</c> when there was no such generation, <c>StoreDamaged</c>.</exception>
    public InstalledSet Generation(int number)
    {
        string path = Path.Combine(Folder, "generations", $"{number}.json");
        return File.Exists(path)
            ? ReadSet(path)
            : throw new RefusedException(RefusalCode.NotInstalled, path, $"there was no generation {number}", $"those that there were: {string.Join(", ", Generations())}");
    }

    /// <summary>Walks the chain of sets from the installed one to the first.</summary>
    /// <returns>What does not fit; empty when no set was changed or left out since it was written. Whoever can write all of the
    /// store can write another chain: compare <see cref="InstalledSet.Sha256"/> of the installed set with one kept
    /// elsewhere.</returns>
    public IReadOnlyList<Refusal> CheckHistory()
    {
        var refusals = new List<Refusal>();
        InstalledSet installed = Installed();
        if (installed.Generation == 0)
            return refusals;
        string expected = installed.Sha256;
        for (int number = installed.Generation; number >= 1; number--)
        {
            try
            {
                InstalledSet set = Generation(number);
                if (set.Sha256 != expected || set.Generation != number)
                    refusals.Add(new Refusal(RefusalCode.HistoryBroken, $"generation {number}", "it is not the one that the next one names", "restore it from a copy; what is installed can still be judged by store check"));
                expected = set.PreviousSha256;
            }
            catch (RefusedException refused)
            {
                refusals.AddRange(refused.Refusals);
                return refusals;
            }
        }
        if (expected != InstalledSet.PreviousOfFirst)
            refusals.Add(new Refusal(RefusalCode.HistoryBroken, "generation 1", "it names one before it, which cannot be", "restore it from a copy"));
        return refusals;
    }

    /// <summary>Reads an installed package and checks that it is the one that was installed.</summary>
    /// <exception cref="RefusedException"><c>StoreDamaged</c>.</exception>
    public DriverPackage Package(InstalledDriver driver)
    {
        string path = PackagePath(driver.PackageSha256);
        if (!File.Exists(path))
            throw Damaged(path, $"the package of {driver.Manifest.Id} is missing");
        byte[] bytes = PackageReader.ReadFile(path);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != driver.PackageSha256)
            throw Damaged(path, "the package is not the one that was installed: its hash is another one");
        DriverPackage package = PackageReader.Read(bytes);
        return ManifestJson.Write(driver.Manifest).AsSpan().SequenceEqual(package.ManifestJson)
            ? package
            : throw Damaged(path, $"the store's record of {driver.Manifest.Id} says something else than its package");
    }

    /// <summary>Reads the attestation that an installed driver stands on and checks that it is the one that was recorded.</summary>
    /// <exception cref="RefusedException"><c>StoreDamaged</c>.</exception>
    public byte[] Attestation(InstalledDriver driver)
    {
        string path = AttestationPath(driver.AttestationSha256);
        if (!File.Exists(path))
            throw Damaged(path, $"the attestation of {driver.Manifest.Id} is missing");
        byte[] bytes = PackageReader.ReadFile(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == driver.AttestationSha256
            ? bytes
            : throw Damaged(path, $"the attestation of {driver.Manifest.Id} is not the one that was recorded: its hash is another one");
    }

    /// <summary>Reads an installed driver's re-emitted assemblies by simple name and checks their hash.</summary>
    /// <exception cref="RefusedException"><c>StoreDamaged</c>.</exception>
    public IReadOnlyDictionary<string, byte[]> Assemblies(InstalledDriver driver)
    {
        string path = AssembliesPath(driver.AssembliesSha256);
        if (!Directory.Exists(path))
            throw Damaged(path, $"the assemblies of {driver.Manifest.Id} are missing");
        Dictionary<string, byte[]> assemblies = Directory.EnumerateFiles(path).ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllBytes);
        return HashOf(assemblies) == driver.AssembliesSha256
            ? assemblies
            : throw Damaged(path, $"the assemblies of {driver.Manifest.Id} are not those that were verified");
    }

    /// <summary>The numbers of all generations whose files are there, oldest first.</summary>
    internal IReadOnlyList<int> AllGenerations()
    {
        string folder = Path.Combine(Folder, "generations");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.json").Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), out int number) ? number : -1).Where(number => number >= 0).Order()];
    }

    /// <summary>Puts a driver's assemblies in the place of damaged or missing ones, if they have the recorded hash.</summary>
    internal bool ReplaceAssemblies(StoreLock held, InstalledDriver driver, IReadOnlyDictionary<string, byte[]> assemblies)
    {
        if (HashOf(assemblies) != driver.AssembliesSha256)
            return false;
        string path = AssembliesPath(driver.AssembliesSha256);
        if (Directory.Exists(path))
            Take(held, path);
        AddAssemblies(held, assemblies);
        return true;
    }

    /// <summary>Files and folders that neither the given generation and those before it nor the given hashes account for.</summary>
    internal IReadOnlyList<string> Leftovers(int lastGeneration, IReadOnlySet<string> packages, IReadOnlySet<string> assemblies, IReadOnlySet<string> attestations) =>
    [
        .. AllGenerations().Where(number => number > lastGeneration).Select(number => Path.Combine(Folder, "generations", $"{number}.json")),
        .. Entries("packages").Where(path => !packages.Contains(Path.GetFileNameWithoutExtension(path))),
        .. Entries("assemblies").Where(path => !assemblies.Contains(Path.GetFileName(path))),
        .. Entries("attestations").Where(path => !attestations.Contains(Path.GetFileNameWithoutExtension(path))),
        .. Entries("generations").Concat(Directory.Exists(Folder) ? Directory.EnumerateFileSystemEntries(Folder) : []).Where(path => path.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal)),
    ];

    /// <summary>Takes a file or folder of the store away.</summary>
    internal void Take(StoreLock held, string path)
    {
        ArgumentNullException.ThrowIfNull(held);
        Delete(path);
    }

    private IEnumerable<string> Entries(string folder) =>
        Directory.Exists(Path.Combine(Folder, folder)) ? Directory.EnumerateFileSystemEntries(Path.Combine(Folder, folder)).Order(StringComparer.Ordinal) : [];

    private static InstalledSet ReadSet(string path)
    {
        try
        {
            byte[] json = File.ReadAllBytes(path);
            InstalledSet set = InstalledSetJson.Read(json);
            return InstalledSetJson.Write(set).AsSpan().SequenceEqual(json)
                ? set
                : throw Damaged(path, "the file is not as it was written");
        }
        catch (JsonRecordException error)
        {
            throw Damaged(path, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalCode.FileUnreadable, path, $"the file cannot be read: {error.Message.TrimEnd('.')}", "check who may read it");
        }
    }

    // The folders that are written under the lock; the builder keeps its own order in images.
    private void Sweep()
    {
        foreach (string folder in (string[])[Folder, .. Written.Select(name => Path.Combine(Folder, name))])
        {
            foreach (string path in Directory.GetFileSystemEntries(folder, "*" + AtomicFile.Unfinished))
                Delete(path);
        }
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    private string PackagePath(string sha256) => Path.Combine(Folder, "packages", sha256 + ".nupkg");

    private string AttestationPath(string sha256) => Path.Combine(Folder, "attestations", sha256 + ".p7s");

    private string AssembliesPath(string sha256) => Path.Combine(Folder, "assemblies", sha256);

    // Hash of one line for each assembly, in ordinal order: name, space, SHA-256 of its bytes.
    private static string HashOf(IReadOnlyDictionary<string, byte[]> assemblies)
    {
        IEnumerable<string> lines = assemblies.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {Convert.ToHexStringLower(SHA256.HashData(pair.Value))}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static RefusedException Damaged(string path, string what) =>
        new(RefusalCode.StoreDamaged, path, what, "see what singular store check --mend can do, or install the driver again");
}
