using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>What of a contract was there in an earlier minor version. Every version can be told from the newest one, because a minor
/// version only adds members and each says when it came.</summary>
public static class ContractVersions
{
    private const string Attributes = "Singular.Channels.";

    /// <summary>The minor version in which a contract's member came; 0 for what was there from the start.</summary>
    public static int SinceOf(MethodDefinition member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return AttributeReading.Find(member, Attributes + "SinceAttribute") is { } since ? AttributeReading.Int32(since, 0) ?? 0 : 0;
    }

    /// <summary>The newest minor version of a contract of which a class has all members.</summary>
    /// <param name="type">The class; it says that it implements the contract.</param>
    /// <param name="contract">The contract's interface, at its newest minor version.</param>
    /// <param name="package">All modules of the class's package, where its bases are looked for.</param>
    /// <returns>−1 when it lacks members that were there from the start.</returns>
    public static int MinorOf(TypeDefinition type, TypeDefinition contract, IReadOnlyCollection<ModuleDefinition> package)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(contract);
        int minor = MinorOf(contract);
        foreach (MethodDefinition member in contract.Methods)
        {
            int since = SinceOf(member);
            if (since <= minor && !Implements(type, member, package))
                minor = since - 1;
        }
        return minor;
    }

    /// <summary>The minor version that a contract's interface states; 0 where it states none.</summary>
    public static int MinorOf(TypeDefinition contract) =>
        AttributeReading.Find(contract, Attributes + "ContractAttribute") is { } attribute ? AttributeReading.Int32(attribute, 2) ?? 0 : 0;

    /// <summary>True when an interface is the contract of a name and major version.</summary>
    public static bool Is(TypeDefinition contract, string name, int major) =>
        AttributeReading.Find(contract, Attributes + "ContractAttribute") is { } attribute
        && AttributeReading.Argument<string>(attribute, 0) == name && AttributeReading.Int32(attribute, 1) == major;

    /// <summary>True when a class or one of its bases in the package has the member: a public virtual method of its name and signature,
    /// or one that says that it implements the member.</summary>
    public static bool Implements(TypeDefinition type, MethodDefinition member, IReadOnlyCollection<ModuleDefinition> package)
    {
        ArgumentNullException.ThrowIfNull(member);
        for (TypeDefinition? step = type; step is not null; step = BaseOf(step, package))
        {
            foreach (MethodDefinition method in step.Methods)
            {
                bool isSame = method.Name == member.Name && method is { IsPublic: true, IsVirtual: true } && HasSignatureOf(method, member);
                bool isExplicit = method.Overrides.Any(named => named.Name == member.Name
                    && named.DeclaringType.FullName == member.DeclaringType.FullName && HasSignatureOf(named, member));
                if (isSame || isExplicit)
                    return true;
            }
        }
        return false;
    }

    /// <summary>A contract assembly as it was: contracts without the members that came later.</summary>
    /// <param name="assembly">The assembly at its newest.</param>
    /// <param name="folders">Where what it refers to lies.</param>
    /// <param name="minors">The minor version of each contract that is to be taken back, by the full name of its interface.</param>
    public static byte[] AsOf(byte[] assembly, AssemblyFolders folders, IReadOnlyDictionary<string, int> minors)
    {
        using AssemblyDefinition newest = AssemblyImage.Load(assembly, "contract assembly", folders);
        return AsOf(newest, minors);
    }

    /// <inheritdoc cref="AsOf(byte[], AssemblyFolders, IReadOnlyDictionary{string, int})"/>
    /// <param name="assembly">The assembly at its newest; it is changed.</param>
    /// <param name="minors">As above.</param>
    internal static byte[] AsOf(AssemblyDefinition assembly, IReadOnlyDictionary<string, int> minors)
    {
        foreach (TypeDefinition contract in assembly.MainModule.Types)
        {
            if (!minors.TryGetValue(contract.FullName, out int minor))
                continue;
            foreach (MethodDefinition later in contract.Methods.Where(member => SinceOf(member) > minor).ToList())
                contract.Methods.Remove(later);
            CustomAttribute attribute = AttributeReading.Find(contract, Attributes + "ContractAttribute")!;
            attribute.ConstructorArguments[2] = new CustomAttributeArgument(attribute.ConstructorArguments[2].Type, minor);
        }
        using var stream = new MemoryStream();
        assembly.Write(stream);
        return stream.ToArray();
    }

    private static TypeDefinition? BaseOf(TypeDefinition type, IReadOnlyCollection<ModuleDefinition> package) => type.BaseType switch
    {
        null => null,
        TypeDefinition own => own,
        TypeReference { Scope: AssemblyNameReference scope } other => package.FirstOrDefault(module => module.Assembly.Name.Name == scope.Name)?.GetType(other.FullName),
        _ => null,
    };

    private static bool HasSignatureOf(MethodReference method, MethodDefinition member)
    {
        if (method.Parameters.Count != member.Parameters.Count || method.ReturnType.FullName != member.ReturnType.FullName)
            return false;
        for (int i = 0; i < member.Parameters.Count; i++)
        {
            if (method.Parameters[i].ParameterType.FullName != member.Parameters[i].ParameterType.FullName)
                return false;
        }
        return true;
    }
}
