using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>A field definition with its type in the owner's generic variables.</summary>
internal sealed class FieldShape(FieldDefinition definition, TypeInfo owner, TypeUniverse universe)
{
    private IlType? _type;

    public FieldDefinition Definition { get; } = definition;

    public TypeInfo Owner { get; } = owner;

    /// <summary>The declared type, modifiers kept.</summary>
    public IlType Type => _type ??= universe.Convert(Definition.FieldType);

    /// <summary>A <c>ref readonly</c> field: what it points to must not be written.</summary>
    public bool PointsToReadOnly =>
        Type.Unmodified is ManagedPointerType && (ParameterShape.HasInModifier(Type) || TypeInfo.IsMarkedByCompiler(Definition, "IsReadOnlyAttribute"));
}
