using Mono.Cecil;

namespace Singular.Builder.References;

/// <summary>A class or interface as seen from a type below it.</summary>
/// <param name="Type">The definition.</param>
/// <param name="Arguments">Its generic arguments in terms of the type below; null where its parameters stand for themselves.</param>
internal readonly record struct TypeLevel(TypeDefinition Type, IReadOnlyList<string>? Arguments);
