namespace Singular.Manifests;

/// <summary>Text for a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>Single quotes around whatever is more than a plain path.</summary>
    public static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+') ? path : $"'{path.Replace("'", "'\\''")}'";
}
