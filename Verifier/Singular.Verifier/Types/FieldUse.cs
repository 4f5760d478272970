using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>A field as one instruction names it: resolved and instantiated.</summary>
internal sealed class FieldUse
{
    /// <summary>The type named in the reference, instantiated.</summary>
    public required DefinedType Owner { get; init; }

    public required FieldShape Shape { get; init; }

    /// <summary>Field type without modifiers, variables replaced.</summary>
    public required IlType Type { get; init; }

    /// <summary>The type that declares the definition, instantiated.</summary>
    public required DefinedType DeclaringType { get; init; }

    public FieldDefinition Definition => Shape.Definition;

    public override string ToString() => $"{Owner}::{Definition.Name}";
}
