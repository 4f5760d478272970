using System.ComponentModel;
using System.Diagnostics;

namespace Singular.CommandLine.Session;

/// <summary>The owner's editor.</summary>
internal static class TextEditor
{
    /// <summary>Lets a person edit a text.</summary>
    /// <param name="text">What is to be edited.</param>
    /// <param name="name">File name that the editor shows.</param>
    /// <returns>The text afterwards.</returns>
    public static string Edit(string text, string name)
    {
        string command = Environment.GetEnvironmentVariable("VISUAL") ?? Environment.GetEnvironmentVariable("EDITOR") ?? "vi";
        DirectoryInfo folder = Directory.CreateTempSubdirectory("singular-edit-");
        try
        {
            string file = Path.Combine(folder.FullName, name);
            File.WriteAllText(file, text);
            // Through a shell: $EDITOR may have arguments.
            using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{command} \"$1\"", "sh", file]))!;
            process.WaitForExit();
            return process.ExitCode == 0
                ? File.ReadAllText(file)
                : throw CommandFailure.CouldNotRun($"the editor '{command}' ended with status {process.ExitCode}; nothing was changed. $VISUAL or $EDITOR names another.");
        }
        catch (Win32Exception failure)
        {
            throw CommandFailure.CouldNotRun($"the editor cannot be started: {failure.Message}; nothing was changed.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
