using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Names: of the assembly, of what it refers to, and of the types that it defines. Compilers and access checks act
/// on names, so a package may not take one that means something.</summary>
internal sealed class AssemblyRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    public override void CheckModule()
    {
        string name = Module.Assembly.Name.Name;
        if (AssemblyOrigin.IsPlatformName(name))
            Report(IsolationCodes.AssemblyName, null, $"an assembly named {name}", "a name outside System, Internal and Microsoft");
        foreach (AssemblyNameReference reference in Module.AssemblyReferences)
            CheckReference(reference, name);
    }

    public override void CheckType(TypeDefinition type)
    {
        if (type.DeclaringType is not null || !AssemblyOrigin.IsPlatformName(type.Namespace) || EmbeddedAttribute.IsOne(type))
            return;
        Report(IsolationCodes.Namespace, type, $"a type in the namespace {type.Namespace}", "a namespace outside System, Internal and Microsoft",
            "The compiler acts on such names; use your own namespace.");
    }

    private void CheckReference(AssemblyNameReference reference, string ownName)
    {
        AssemblyDefinition? definition = Context.Assemblies.FindAssembly(reference);
        // Not in the package: then only its attributes can be named, which the rule for attributes judges; every other use is refused where it stands.
        if (definition is null && reference.Name == FSharpLibrary.Name)
            return;
        if (definition is null || AssemblyOrigin.OfAssembly(reference.Name) == Isolation.Origin.Foreign)
        {
            Report(IsolationCodes.ForeignAssembly, null, $"a reference to {reference.FullName}", "the platform, the SDK, contracts or an assembly of the package",
                definition is null ? "It is not among the references." : "That part of the system is not for drivers.");
            return;
        }

        foreach (CustomAttribute attribute in definition.CustomAttributes)
        {
            if (attribute.AttributeType.Name == "InternalsVisibleToAttribute" && attribute.ConstructorArguments is [{ Value: string friend }]
                && SimpleName(friend).Equals(ownName, StringComparison.OrdinalIgnoreCase))
                Report(IsolationCodes.AssemblyName, null, $"an assembly named {ownName}", "another name", $"{reference.Name} shows its internals to that name.");
        }
    }

    private static string SimpleName(string friend)
    {
        int comma = friend.IndexOf(',', StringComparison.Ordinal);
        return (comma < 0 ? friend : friend[..comma]).Trim();
    }
}
