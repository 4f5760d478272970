using System.CommandLine;

namespace Singular.CommandLine.Verbs;

/// <summary>The verbs, in the order in which a newcomer needs them.</summary>
internal static class All
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Singular: an operating system whose drivers are verified IL packages.");
        return root;
    }
}
