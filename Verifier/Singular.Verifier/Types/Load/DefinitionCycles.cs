using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>
/// Finds definitions of the module that reach themselves through base types and interfaces. Works on names alone, before any type
/// is instantiated, for instantiation needs the absence of cycles. References never lead back into the module.
/// </summary>
internal sealed class DefinitionCycles(VerificationContext context)
{
    private enum State : byte
    {
        Open,
        Done,
        InCycle,
    }

    private readonly Dictionary<TypeDefinition, State> _states = [];

    public bool IsInCycle(TypeDefinition type)
    {
        if (!_states.ContainsKey(type))
            Visit(type);
        return _states[type] == State.InCycle;
    }

    /// <summary>Depth-first search with its own stack: a chain of a hundred thousand types must not use the thread's.</summary>
    private void Visit(TypeDefinition root)
    {
        var path = new Stack<(TypeDefinition Type, IEnumerator<TypeDefinition> Next)>();
        _states[root] = State.Open;
        path.Push((root, Parents(root).GetEnumerator()));
        while (path.TryPeek(out var top))
        {
            context.Budget.Spend(1);
            if (!top.Next.MoveNext())
            {
                path.Pop();
                if (_states[top.Type] == State.Open)
                    _states[top.Type] = State.Done;
                continue;
            }
            var parent = top.Next.Current;
            if (!_states.TryGetValue(parent, out var state))
            {
                _states[parent] = State.Open;
                path.Push((parent, Parents(parent).GetEnumerator()));
            }
            else if (state == State.Open)
            {
                foreach (var (type, _) in path)
                {
                    _states[type] = State.InCycle;
                    if (type == parent)
                        break;
                }
            }
            else if (state == State.InCycle)
            {
                // What reaches a cycle cannot be walked either.
                _states[top.Type] = State.InCycle;
            }
        }
    }

    private IEnumerable<TypeDefinition> Parents(TypeDefinition type)
    {
        if (Resolve(type.BaseType) is { } baseType)
            yield return baseType;
        if (!type.HasInterfaces)
            yield break;
        foreach (var row in type.Interfaces)
        {
            if (Resolve(row.InterfaceType) is { } face)
                yield return face;
        }
    }

    private TypeDefinition? Resolve(TypeReference? reference)
    {
        if (reference is GenericInstanceType instance)
            reference = instance.ElementType;
        if (reference is null or TypeSpecification or GenericParameter)
            return null;
        var definition = context.Assemblies.FindType(reference);
        return definition?.Module == context.Module ? definition : null;
    }
}
