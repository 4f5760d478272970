using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Explicit layout and marshalling. Fields may overlap only where every bit pattern of each is valid.</summary>
internal sealed class LayoutRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    public override void CheckType(TypeDefinition type)
    {
        if (type.IsExplicitLayout)
        {
            FieldDefinition? bad = type.Fields.FirstOrDefault(f => !f.IsStatic && !IsNumber(f.FieldType.MetadataType));
            if (bad is not null)
                Report(IsolationCodes.Layout, type, $"an explicit layout with the field {bad.Name} of type {bad.FieldType.FullName}", "fields of number types only");
        }

        if (type.IsImport || type.HasSecurity || type.IsWindowsRuntime)
            Report(IsolationCodes.Layout, type, "an imported, secured or Windows Runtime type", "a plain type");
        foreach (FieldDefinition field in type.Fields)
        {
            if (field.HasMarshalInfo)
                Report(IsolationCodes.Layout, field, "marshalling information", "none");
        }
    }

    private static bool IsNumber(MetadataType type) => type is
        MetadataType.SByte or MetadataType.Byte or MetadataType.Int16 or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32
        or MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Single or MetadataType.Double;
}
