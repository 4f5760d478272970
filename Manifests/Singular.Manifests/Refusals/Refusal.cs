namespace Singular.Manifests;

/// <summary>One reason why something was refused, complete enough to act on.</summary>
/// <param name="Code">The named code.</param>
/// <param name="Where">File, entry, member or line that it is about.</param>
/// <param name="What">What was found and what was expected; one sentence without its full stop.</param>
/// <param name="Remedy">What to do about it; one sentence without its full stop.</param>
public sealed record Refusal(RefusalCode Code, string Where, string What, string Remedy)
{
    /// <summary>One line: code, place, what, what to do. Control and direction characters are escaped.</summary>
    public override string ToString() =>
        $"{Code}: {SafeText.Escape(Where)}: {SafeText.Escape(What.TrimEnd('.'))}. {Sentence(SafeText.Escape(Remedy))}";

    private static string Sentence(string text) => text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";
}
