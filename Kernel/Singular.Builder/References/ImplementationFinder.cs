using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.References;

/// <summary>Finds members that a class owes to its interfaces and abstract bases and does not have. Such a class comes about when an
/// interface gained a member after the class was compiled; the compiler links it all the same and calls of the member end the program.</summary>
internal sealed class ImplementationFinder(AssemblySet assemblies, MemberFinder members, SignatureText text)
{
    /// <summary>Full names of the members that <paramref name="type"/> lacks.</summary>
    internal IEnumerable<string> Missing(TypeDefinition type)
    {
        if (type.IsInterface)
            return [];
        List<TypeLevel> chain = [.. members.Chain(type)];
        IEnumerable<string> missing = MissingOfInterfaces(chain);
        return type.IsAbstract ? missing : missing.Concat(MissingOfBases(chain));
    }

    private IEnumerable<string> MissingOfInterfaces(List<TypeLevel> chain)
    {
        // Interfaces of a base were the base's own duty when that is abstract too; they are checked where they are declared.
        Dictionary<string, TypeLevel> interfaces = Closure(chain[0]);
        HashSet<string> explicitly = [.. chain.Concat(interfaces.Values).SelectMany(Overrides)];
        foreach ((string name, TypeLevel level) in interfaces)
        {
            foreach (MethodDefinition method in level.Type.Methods)
            {
                if (!method.IsAbstract)
                    continue;
                string signature = text.Of(method, method.GenericParameters.Count, level.Arguments);
                if (!explicitly.Contains(Key(name, method.Name, signature)) && (method.IsStatic || !IsImplicit(chain, method.Name, signature)))
                    yield return method.FullName;
            }
        }
    }

    private bool IsImplicit(List<TypeLevel> chain, string name, string signature) => chain.Any(
        level => level.Type.Methods.Any(
            method => method is { IsVirtual: true, IsPublic: true }
                && method.Name == name
                && text.Of(method, method.GenericParameters.Count, level.Arguments) == signature));

    private IEnumerable<string> MissingOfBases(List<TypeLevel> chain)
    {
        for (int i = 1; i < chain.Count; i++)
        {
            TypeLevel level = chain[i];
            foreach (MethodDefinition method in level.Type.Methods.Where(method => method.IsAbstract))
            {
                string signature = text.Of(method, method.GenericParameters.Count, level.Arguments);
                string key = Key(Name(level), method.Name, signature);
                bool found = chain.Take(i).Any(
                    below => below.Type.Methods.Any(
                        candidate => candidate is { IsVirtual: true, IsAbstract: false }
                            && candidate.Name == method.Name
                            && text.Of(candidate, candidate.GenericParameters.Count, below.Arguments) == signature)
                        || Overrides(below).Contains(key));
                if (!found)
                    yield return method.FullName;
            }
        }
    }

    /// <summary>All interfaces of a type, those that its interfaces extend included, by name with arguments.</summary>
    private Dictionary<string, TypeLevel> Closure(TypeLevel type)
    {
        var found = new Dictionary<string, TypeLevel>(StringComparer.Ordinal);
        var open = new Stack<TypeLevel>([type]);
        while (open.TryPop(out TypeLevel level))
        {
            foreach (InterfaceImplementation implemented in level.Type.Interfaces)
            {
                TypeReference reference = implemented.InterfaceType;
                TypeReference element = reference is GenericInstanceType instance ? instance.ElementType : reference;
                if (assemblies.FindType(element) is not { } definition)
                    continue;
                var next = new TypeLevel(definition, text.Arguments(reference, level.Arguments));
                if (found.TryAdd(Name(next), next))
                    open.Push(next);
            }
        }
        return found;
    }

    private IEnumerable<string> Overrides(TypeLevel level) =>
        from method in level.Type.Methods
        from overridden in method.Overrides
        let owner = overridden.DeclaringType
        let ownArguments = text.Arguments(owner, level.Arguments)
        select Key(text.Of(owner, level.Arguments), overridden.Name, text.Of(overridden, Arity(overridden), ownArguments));

    /// <summary>The name that <see cref="SignatureText.Of(TypeReference, IReadOnlyList{string}?)"/> gives to the instantiation.</summary>
    private string Name(TypeLevel level) =>
        text.Of(level.Type) + (level.Arguments is { Count: > 0 } arguments ? $"<{string.Join(',', arguments)}>" : "");

    private static int Arity(MethodReference method) => method.GenericParameters.Count;

    private static string Key(string owner, string name, string signature) => $"{owner}::{name} {signature}";
}
