using Singular.Verifier.Isolation;

namespace Singular.Verifier.Profile.References;

/// <summary>What compilers look up in the platform beside the profile. Attributes are there to be read and written by them;
/// members are marked, so that a compiler can emit calls of them and an author cannot write one.</summary>
internal static class CompilerNeeds
{
    /// <summary>Attributes: those that a driver may carry, and those by which a compiler understands the platform's own members.</summary>
    public static IEnumerable<string> Attributes { get; } = [.. AttributeNames.Inert, .. AttributeNames.Power.Where(MeansSomethingInReferences)];

    /// <summary>Members of the shapes that the verifier recognises exactly: the helpers of inline arrays.</summary>
    public static IReadOnlyDictionary<string, string[]> Members { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["System.Runtime.CompilerServices.Unsafe"] = ["static !!1& As`2(!!0&)", "static !!0& Add`1(!!0&, int)", "static !!0& AsRef`1(!!0& [System.Runtime.InteropServices.InAttribute])", "static !!0& AsRef`1(!!0&)"],
        ["System.Runtime.InteropServices.MemoryMarshal"] = ["static System.Span<!!0> CreateSpan`1(!!0&, int)", "static System.ReadOnlySpan<!!0> CreateReadOnlySpan`1(!!0&, int)", "static System.ReadOnlySpan<!!0> CreateReadOnlySpan`1(!!0& [System.Runtime.InteropServices.InAttribute], int)"],
    };

    /// <summary>Types that a compiler asks for by name although a driver that uses them is refused or never names them.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        "System.AttributeTargets", "System.ComponentModel.EditorBrowsableState", "System.Diagnostics.DebuggerBrowsableState",
        "System.Diagnostics.DebuggableAttribute/DebuggingModes", "System.Runtime.InteropServices.LayoutKind",
        "System.Runtime.InteropServices.StructLayoutAttribute", "System.Runtime.InteropServices.FieldOffsetAttribute",
        "System.Runtime.CompilerServices.MethodImplOptions", "System.Runtime.CompilerServices.RuntimeFeature",
        "System.Runtime.CompilerServices.IsConst", "System.Runtime.InteropServices.UnmanagedType",
    ];

    /// <summary>A name of the list of attributes with power that compilers read on the platform's members and types, and which
    /// a driver's author meets no other way: the builder of async methods, options of methods.</summary>
    private static bool MeansSomethingInReferences(string name) =>
        name is "System.Runtime.CompilerServices.AsyncMethodBuilderAttribute" or "System.Runtime.CompilerServices.MethodImplAttribute"
            or "System.Runtime.CompilerServices.ReferenceAssemblyAttribute";
}
