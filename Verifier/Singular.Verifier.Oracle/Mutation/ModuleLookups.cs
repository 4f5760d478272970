using Mono.Cecil;

namespace Singular.Verifier.Oracle.Mutation;

internal static class ModuleLookups
{
    /// <summary>True when the field is static. Of other assemblies, safe code names static fields and those of tuples.</summary>
    public static bool LookupStatic(this ModuleDefinition module, FieldReference field)
    {
        if (field is FieldDefinition own)
            return own.IsStatic;
        TypeReference type = field.DeclaringType.GetElementType();
        if (type is not TypeDefinition definition || definition.Module != module)
            return field.DeclaringType is not GenericInstanceType;
        foreach (FieldDefinition candidate in definition.Fields)
        {
            if (candidate.Name == field.Name)
                return candidate.IsStatic;
        }
        return false;
    }
}
