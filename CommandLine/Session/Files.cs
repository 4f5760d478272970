namespace Singular.CommandLine.Session;

/// <summary>Reads what the user named.</summary>
internal static class Files
{
    /// <exception cref="CommandFailure">There is no such file.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
            throw CommandFailure.CouldNotRun($"{path} is a folder; a file was expected.");
        if (!File.Exists(path))
            throw CommandFailure.CouldNotRun($"{path} does not exist.");
    }

    /// <exception cref="CommandFailure">The file is missing or cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandFailure.CouldNotRun($"{path} does not exist.");
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandFailure.CouldNotRun(Directory.Exists(path) ? $"{path} is a folder; a file was expected." : $"{path} may not be read by you.");
        }
    }

    /// <summary>Writes a file whole: beside its place first, then renamed.</summary>
    public static void Replace(string path, byte[] content)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
