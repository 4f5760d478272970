using System.Globalization;
using System.Text;
using Singular.Verifier.Sources;

namespace Singular.Verifier;

/// <summary>One reason why an assembly is refused. Every finding refuses: there are no warnings.</summary>
/// <param name="Area">The family of rules.</param>
/// <param name="Code">The rule's name; ILVerify's error name where the rule is the same. Listed in docs/codes.md.</param>
/// <param name="Subject">Metadata token of what is at fault (0x06… method, 0x02… type, 0x04… field), or 0x00000001 for the module.</param>
/// <param name="Type">Full name of the type at fault or of the declaring type, empty for the module.</param>
/// <param name="Method">Name and signature of the method at fault, empty where the subject is none.</param>
/// <param name="ILOffset">Byte offset of the instruction in the method body; null where the finding is not about one.</param>
/// <param name="Found">What was there.</param>
/// <param name="Expected">What the rule demands; empty where the code says it all.</param>
/// <param name="Advice">What the author can do about it; empty where nothing beyond the rule is known.</param>
public sealed record Finding(
    FindingArea Area,
    string Code,
    uint Subject,
    string Type,
    string Method,
    int? ILOffset,
    string Found,
    string Expected = "",
    string Advice = "")
{
    /// <summary>The subject of findings about the assembly as a whole (the module's metadata token).</summary>
    public const uint ModuleSubject = 0x00000001;

    /// <summary>The line of source code, where a PDB says it; takes no part in the verdict.</summary>
    public SourcePlace? Source { get; init; }

    /// <summary>Found, expected and advice in one line of text without line breaks.</summary>
    public string Message
    {
        get
        {
            var text = new StringBuilder(Found);
            if (Expected.Length != 0)
                text.Append("; expected ").Append(Expected);
            if (Advice.Length != 0)
                text.Append(". ").Append(Advice);
            return text.ToString();
        }
    }

    /// <summary>Where the finding is, as people write it: type, method and IL offset.</summary>
    public string Place
    {
        get
        {
            var text = new StringBuilder(Type);
            if (Method.Length != 0)
                text.Append(Type.Length == 0 ? "" : "::").Append(Method);
            if (ILOffset is { } offset)
                text.Append(" IL_").Append(offset.ToString("x4", CultureInfo.InvariantCulture));
            return text.Length == 0 ? "(module)" : text.ToString();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Code} at {Place}: {Message}";
}
