using System.Reflection;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>The methods of this folder's classes that make examples, by name.</summary>
internal static class ExampleCorpus
{
    private static readonly Type[] Classes = [typeof(ImageExamples), typeof(TypeExamples), typeof(IsolationExamples), typeof(ProfileExamples), typeof(ContractExamples), typeof(OwnershipExamples), typeof(HoleExamples)];

    private static readonly Dictionary<string, MethodInfo> Methods = Classes
        .SelectMany(c => c.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(m => m.Name.StartsWith("Bad_", StringComparison.Ordinal) || m.Name.StartsWith("Good_", StringComparison.Ordinal))
        .ToDictionary(m => m.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => Methods.Keys;

    /// <summary>The assembly of an example.</summary>
    public static Example Make(string name) => Methods[name].Invoke(null, null) switch
    {
        byte[] assembly => new Example(assembly),
        Example example => example,
        var other => throw new InvalidOperationException($"{name} makes {other}"),
    };

    /// <summary>The codes that a name promises: exactly these and no others.</summary>
    public static string[] ExpectedCodes(string name)
    {
        string[] words = name.Split('_');
        if (words[0] == "Good")
            return [];
        var codes = new List<string> { words[1] };
        for (int i = 2; i + 1 < words.Length && words[i] == "and"; i += 2)
            codes.Add(words[i + 1]);
        return [.. codes.Order(StringComparer.Ordinal)];
    }
}
