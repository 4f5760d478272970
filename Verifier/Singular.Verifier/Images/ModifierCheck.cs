namespace Singular.Verifier.Images;

/// <summary>Custom modifiers. A required modifier that a reader does not know forbids the use of what carries it
/// (ECMA-335 II.7.1.1), so only those with a known meaning pass.</summary>
internal sealed class ModifierCheck(ModuleShape shape)
{
    private static readonly HashSet<(string, string)> Known =
    [
        ("System.Runtime.InteropServices", "InAttribute"),
        ("System.Runtime.InteropServices", "OutAttribute"),
        ("System.Runtime.InteropServices", "UnmanagedType"),
        ("System.Runtime.CompilerServices", "IsVolatile"),
        ("System.Runtime.CompilerServices", "IsExternalInit"),
    ];

    private readonly HashSet<(TableId, int)> _accepted = [];

    public void Check((TableId Table, int Row) type, bool isRequired)
    {
        if (!isRequired || _accepted.Contains(type))
            return;
        (string space, string name) = shape.NameOf(type.Table, type.Row);
        if (!Known.Contains((space, name)))
            throw new ImageFormatException(ImageCodes.Modifier, $"A signature requires the modifier {space}.{name}, which has no known meaning.");
        _accepted.Add(type);
    }
}
