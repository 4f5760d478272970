using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>Copies the attributes that mean nothing to the compiler beyond what the verifier has checked, leaves out the rest, and
/// refuses those whose absence would change what the code does.</summary>
internal sealed class AttributeEmitter(ModuleDefinition source, ReferenceMapper mapper)
{
    /// <summary>Attributes of the platform that are kept: facts about references that verification needs again, layout that the
    /// type system needs, and what enumerations print.</summary>
    private static readonly HashSet<string> Kept =
    [
        "System.FlagsAttribute",
        "System.Diagnostics.CodeAnalysis.UnscopedRefAttribute",
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute",
        "System.Runtime.CompilerServices.InlineArrayAttribute",
        "System.Runtime.CompilerServices.IsByRefLikeAttribute",
        "System.Runtime.CompilerServices.IsReadOnlyAttribute",
        "System.Runtime.CompilerServices.PreserveBaseOverridesAttribute",
        "System.Runtime.CompilerServices.RequiresLocationAttribute",
        "System.Runtime.CompilerServices.ScopedRefAttribute",
    ];

    /// <summary>Attributes that change what code does. They are known by name to the runtime, wherever they are defined.</summary>
    private static readonly HashSet<string> Powerful =
    [
        "System.ContextStaticAttribute",
        "System.Runtime.CompilerServices.FixedAddressValueTypeAttribute",
        "System.Runtime.CompilerServices.UnsafeAccessorAttribute",
        "System.Runtime.CompilerServices.UnsafeAccessorTypeAttribute",
        "System.Runtime.InteropServices.DllImportAttribute",
        "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute",
        "System.Runtime.RuntimeExportAttribute",
        "System.Runtime.RuntimeImportAttribute",
        "System.ThreadStaticAttribute",
    ];

    /// <summary>The system's own assemblies whose attributes describe drivers and contracts; they are read when an image is made.</summary>
    private static readonly HashSet<string> SystemAssemblies = ["Singular.Channels", "Singular.Drivers.Sdk"];

    internal void Copy(ICustomAttributeProvider from, ICustomAttributeProvider to, string place)
    {
        if (!from.HasCustomAttributes)
            return;
        foreach (CustomAttribute attribute in from.CustomAttributes)
        {
            string name = attribute.AttributeType.FullName;
            if (Powerful.Contains(name))
                throw Refusals.NotCarried(source, place, $"[{name}]");
            if (IsKept(attribute.AttributeType))
                to.CustomAttributes.Add(Map(attribute));
        }
    }

    private static bool IsKept(TypeReference type)
    {
        // An assembly's own attribute of a known name is an impostor.
        if (type is TypeDefinition || type.DeclaringType is not null || type.Scope is not AssemblyNameReference scope)
            return false;
        return SystemAssemblies.Contains(scope.Name) || (!scope.Name.StartsWith("Singular.", StringComparison.Ordinal) && Kept.Contains(type.FullName));
    }

    private CustomAttribute Map(CustomAttribute attribute)
    {
        var mapped = new CustomAttribute(mapper.Method(attribute.Constructor, default));
        foreach (CustomAttributeArgument argument in attribute.ConstructorArguments)
            mapped.ConstructorArguments.Add(Map(argument));
        foreach (CustomAttributeNamedArgument field in attribute.Fields)
            mapped.Fields.Add(new CustomAttributeNamedArgument(field.Name, Map(field.Argument)));
        foreach (CustomAttributeNamedArgument property in attribute.Properties)
            mapped.Properties.Add(new CustomAttributeNamedArgument(property.Name, Map(property.Argument)));
        return mapped;
    }

    private CustomAttributeArgument Map(CustomAttributeArgument argument) => new(
        mapper.Type(argument.Type, default),
        argument.Value switch
        {
            TypeReference type => mapper.Type(type, default),
            CustomAttributeArgument boxed => Map(boxed),
            CustomAttributeArgument[] array => Array.ConvertAll(array, Map),
            var value => value,
        });
}
