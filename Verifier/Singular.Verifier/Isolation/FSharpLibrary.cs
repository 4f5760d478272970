using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>The runtime library of F#. A package does not carry it; what the compiler writes of it into every assembly are attributes that
/// describe F# declarations to other F# code. Nothing reads them in the system, and re-emit does not write them.</summary>
internal static class FSharpLibrary
{
    public const string Name = "FSharp.Core";

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "AbstractClassAttribute", "AllowNullLiteralAttribute", "AutoOpenAttribute", "AutoSerializableAttribute", "ClassAttribute",
        "CompilationArgumentCountsAttribute", "CompilationMappingAttribute", "CompilationRepresentationAttribute", "CompilationSourceNameAttribute",
        "CustomComparisonAttribute", "CustomEqualityAttribute", "DefaultAugmentationAttribute", "DefaultValueAttribute", "FSharpInterfaceDataVersionAttribute",
        "InterfaceAttribute", "LiteralAttribute", "MeasureAttribute", "NoComparisonAttribute", "NoEqualityAttribute", "ReferenceEqualityAttribute",
        "RequireQualifiedAccessAttribute", "SealedAttribute", "StructAttribute", "StructuralComparisonAttribute", "StructuralEqualityAttribute",
    };

    /// <summary>Whether an attribute's type is one of the library that only describes.</summary>
    public static bool IsInert(TypeReference attribute) =>
        attribute is { DeclaringType: null, Namespace: "Microsoft.FSharp.Core", Scope.Name: Name } && Attributes.Contains(attribute.Name);
}
