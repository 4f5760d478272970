using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Collections.Generic;

namespace Singular.Verifier.Profile.References;

/// <summary>Cuts a reference assembly down to what stays.</summary>
internal sealed class ModuleTrimmer(ModuleDefinition module, KeptTypes kept, PlatformReferences platform)
{
    private const string Obsolete = "System.ObsoleteAttribute";

    /// <summary>Makes every use by an author of what is only there for compilers or signatures an error. Before anything is
    /// removed, since the mark is a type of the platform itself.</summary>
    public void MarkOutsiders()
    {
        MethodDefinition mark = platform.Find(Obsolete)!.Methods.Single(m => m is { IsConstructor: true, Parameters.Count: 2 });
        foreach (TypeDefinition type in module.GetTypes().Where(kept.Has))
        {
            if (kept.IsOutsideOfProfile(type))
                Mark(type, mark, $"{CanonicalName.OfType(type)} is not in the driver profile.");
            foreach (MethodDefinition method in type.Methods.Where(kept.IsOnlyForCompilers))
                Mark(method, mark, $"{type.Name}.{method.Name} may be called by what a compiler emits, and by nothing else.");
        }
    }

    /// <param name="written">Names of the assemblies of the set.</param>
    public void Trim(string[] written)
    {
        Keep(module.Types, t => t.Name == "<Module>" || kept.Has(t));
        foreach (TypeDefinition type in module.Types)
            Trim(type);
        Keep(module.ExportedTypes, e => kept.Has(new TypeReference(e.Namespace, e.Name, module, module)));
        Keep(module.AssemblyReferences, r => written.Contains(r.Name));
        module.Resources.Clear();
        Keep(module.CustomAttributes, kept.IsUsable);
        Keep(module.Assembly.CustomAttributes, kept.IsUsable);
        module.Assembly.SecurityDeclarations.Clear();
        module.Attributes &= ~ModuleAttributes.StrongNameSigned;
    }

    private void Trim(TypeDefinition type)
    {
        Keep(type.NestedTypes, kept.Has);
        foreach (TypeDefinition nested in type.NestedTypes)
            Trim(nested);
        Keep(type.Methods, kept.Has);
        Keep(type.Fields, kept.Has);
        foreach (PropertyDefinition property in type.Properties)
        {
            property.GetMethod = Kept(property.GetMethod);
            property.SetMethod = Kept(property.SetMethod);
        }

        Keep(type.Properties, p => p.GetMethod is not null || p.SetMethod is not null);
        Keep(type.Events, e => Kept(e.AddMethod) is not null && Kept(e.RemoveMethod) is not null);
        Keep(type.Interfaces, i => kept.IsUsableInterface(i.InterfaceType) && NamesOnlyKept(i.InterfaceType));
        type.SecurityDeclarations.Clear();
        TrimAttributes(type);
        if (IsClosed(type))
            type.IsSealed = true;
    }

    /// <summary>A class that the profile does not offer as a base, unless one of the platform's own that stays derives from it.</summary>
    private bool IsClosed(TypeDefinition type) =>
        type is { IsClass: true, IsAbstract: false, IsValueType: false } && kept.Profile.FindType(CanonicalName.OfType(type)) is { MayDerive: false }
        && !platform.Modules.SelectMany(m => m.GetTypes()).Any(t => t.BaseType is { } parent && platform.Find(parent.GetElementType()) == type);

    private bool NamesOnlyKept(TypeReference type) => type switch
    {
        GenericParameter => true,
        GenericInstanceType instance => kept.Has(instance.ElementType) && instance.GenericArguments.All(NamesOnlyKept),
        TypeSpecification specification => NamesOnlyKept(specification.ElementType),
        _ => kept.Has(type),
    };

    private MethodDefinition? Kept(MethodDefinition? method) => method is not null && kept.Has(method) ? method : null;

    private void TrimAttributes(TypeDefinition type)
    {
        Keep(type.CustomAttributes, kept.IsUsable);
        TrimAttributes(type.GenericParameters);
        foreach (InterfaceImplementation implementation in type.Interfaces)
            Keep(implementation.CustomAttributes, kept.IsUsable);
        foreach (FieldDefinition field in type.Fields)
            Keep(field.CustomAttributes, kept.IsUsable);
        foreach (PropertyDefinition property in type.Properties)
            Keep(property.CustomAttributes, kept.IsUsable);
        foreach (EventDefinition @event in type.Events)
            Keep(@event.CustomAttributes, kept.IsUsable);
        foreach (MethodDefinition method in type.Methods)
        {
            Keep(method.CustomAttributes, kept.IsUsable);
            Keep(method.MethodReturnType.CustomAttributes, kept.IsUsable);
            TrimAttributes(method.GenericParameters);
            method.Overrides.Clear();
            if (method.HasBody)
                WriteBody(method);
            foreach (ParameterDefinition parameter in method.Parameters)
                Keep(parameter.CustomAttributes, kept.IsUsable);
        }
    }

    /// <summary>The platform's own stub bodies may call constructors that are cut away.</summary>
    private static void WriteBody(MethodDefinition method)
    {
        method.Body = new MethodBody(method);
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Ldnull));
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Throw));
    }

    private void TrimAttributes(Collection<GenericParameter> parameters)
    {
        foreach (GenericParameter parameter in parameters)
        {
            Keep(parameter.CustomAttributes, kept.IsUsable);
            foreach (GenericParameterConstraint constraint in parameter.Constraints)
                Keep(constraint.CustomAttributes, kept.IsUsable);
        }
    }

    private void Mark(ICustomAttributeProvider member, MethodDefinition constructor, string message)
    {
        var old = member.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == Obsolete);
        if (old is not null)
            member.CustomAttributes.Remove(old);
        var mark = new CustomAttribute(module.ImportReference(constructor));
        mark.ConstructorArguments.Add(new CustomAttributeArgument(module.ImportReference(constructor.Parameters[0].ParameterType), message));
        mark.ConstructorArguments.Add(new CustomAttributeArgument(module.ImportReference(constructor.Parameters[1].ParameterType), true));
        member.CustomAttributes.Add(mark);
    }

    private static void Keep<T>(Collection<T> items, Func<T, bool> wanted)
    {
        for (int i = items.Count - 1; i >= 0; i--)
        {
            if (!wanted(items[i]))
                items.RemoveAt(i);
        }
    }
}
