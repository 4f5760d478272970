namespace Singular.Kernel.Checking;

/// <summary>Names of assemblies that were written anew: the name in the package, a dot and 16 hexadecimal digits (see
/// <see cref="Builder.ReEmit.ReEmittedAssembly"/>).</summary>
internal static class ReEmittedName
{
    private const int Digits = 16;

    /// <summary>The name in the package; null where it is not of this form.</summary>
    internal static string? OriginalOf(string name)
    {
        int dot = name.Length - Digits - 1;
        return dot > 0 && name[dot] == '.' && name.AsSpan(dot + 1).IndexOfAnyExcept("0123456789abcdef") < 0 ? name[..dot] : null;
    }
}
