using System.Text;

namespace Singular.Manifests;

/// <summary>The right to change a store: one writer at a time. The kernel takes it back when its holder dies.</summary>
public sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <exception cref="RefusedException"><c>StoreLocked</c>: says who holds it.</exception>
    internal static StoreLock Take(string path, TimeSpan patience)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                // FileShare.None is an exclusive flock on Linux.
                var taken = new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                taken.Sign(path);
                return taken;
            }
            catch (IOException error) when (File.Exists(path) && !AtomicFile.IsFull(error))
            {
                if (Environment.TickCount64 >= deadline)
                    throw new RefusedException(RefusalCode.StoreLocked, path, $"another writer holds the store: {Holder(path)}", "wait until it has ended, or end it");
                Thread.Sleep(20);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw AtomicFile.Failed(path, error);
            }
        }
    }

    /// <summary>Who holds the lock now; null where nobody does.</summary>
    /// <param name="path">The lock's file.</param>
    internal static string? HolderOf(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException)
        {
            return Holder(path);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    // In a file of its own: .NET lets nobody read a file that is held exclusively.
    private void Sign(string path)
    {
        try
        {
            // At once: whoever is refused at this moment reads the earlier holder's name or this one, never half of one.
            AtomicFile.Write(HolderPath(path), Encoding.UTF8.GetBytes($"process {Environment.ProcessId}: {Path.GetFileName(Environment.ProcessPath ?? "unknown")}, since {DateTime.UtcNow:u}\n"));
        }
        catch (RefusedException)
        {
            Dispose();
            throw;
        }
    }

    private static string HolderPath(string path) => path + ".holder";

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(HolderPath(path)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"its name cannot be read ({error.Message.TrimEnd('.')})";
        }
    }
}
