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
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new StoreLock(Sign(file));
            }
            catch (IOException) when (File.Exists(path))
            {
                if (Environment.TickCount64 >= deadline)
                    throw new RefusedException(RefusalCode.StoreLocked, path, $"another writer holds the store: {Holder(path)}", "wait until it has ended, or end it");
                Thread.Sleep(20);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new RefusedException(RefusalCode.FileUnreadable, path, $"the store's lock cannot be written: {error.Message.TrimEnd('.')}", "check who may write there");
            }
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Sign(FileStream file)
    {
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes($"process {Environment.ProcessId}: {Path.GetFileName(Environment.ProcessPath ?? "unknown")}, since {DateTime.UtcNow:u}\n"));
        file.Flush();
        return file;
    }

    private static string Holder(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            string text = (reader.ReadLine() ?? "").Trim();
            return text.Length == 0 ? "it has not said its name yet" : text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"its name cannot be read ({error.Message.TrimEnd('.')})";
        }
    }
}
