namespace Singular.Builder.ReEmit;

/// <summary>Namespaces in which the compiler and the runtime give a meaning to types by their name alone.</summary>
internal static class ReservedNames
{
    private static readonly string[] Roots = ["System", "Internal", "Microsoft"];

    internal static bool Contains(string @namespace) =>
        Roots.Any(root => @namespace == root || (@namespace.StartsWith(root, StringComparison.Ordinal) && @namespace[root.Length] == '.'));
}
