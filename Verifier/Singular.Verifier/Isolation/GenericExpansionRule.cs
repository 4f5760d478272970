using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>
/// Code that instantiates generic types or methods of the package with ever larger types of themselves: each round would need code
/// of its own, so an ahead-of-time compiler cuts it off somewhere and lets it throw there. The graph has an edge from each generic parameter
/// to those whose arguments it occurs in; no cycle may have an edge on which it occurs inside of a larger type (compare ECMA-335 II.9.2).
/// </summary>
internal sealed class GenericExpansionRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    private readonly Dictionary<GenericParameter, HashSet<GenericParameter>> _edges = [];
    private readonly List<(MethodDefinition Method, int Offset, GenericParameter From, GenericParameter To)> _growing = [];
    private readonly HashSet<(GenericParameter, GenericParameter)> _grown = [];
    private readonly Dictionary<(string Name, int Arity), GenericParameter[]> _slots = [];

    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (method is { IsVirtual: true, HasGenericParameters: true })
            JoinSlot(method);
        if (body is null || !(method.HasGenericParameters || method.DeclaringType.HasGenericParameters))
            return;
        foreach (VariableDefinition variable in body.Body.Variables)
            AddType(method, 0, variable.VariableType);
        foreach (Instruction instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    AddType(method, instruction.Offset, type);
                    break;
                case MethodReference called:
                    AddType(method, instruction.Offset, called.DeclaringType);
                    if (called is GenericInstanceMethod instance)
                        AddCall(method, instruction.Offset, instance);
                    break;
                case FieldReference field:
                    AddType(method, instruction.Offset, field.DeclaringType);
                    break;
            }
        }
    }

    public override void Finish()
    {
        var reported = new HashSet<MethodDefinition>();
        foreach ((MethodDefinition method, int offset, GenericParameter from, GenericParameter to) in _growing)
        {
            if (!reported.Contains(method) && IsReachable(to, from) && reported.Add(method))
                ReportAt(IsolationCodes.Expansion, method, offset, $"an instantiation that makes a larger one of itself each time, through {from.Name}", "generic arguments that do not grow");
        }
    }

    /// <summary>A call of a virtual generic method may end in any of that name, so their parameters are one.</summary>
    private void JoinSlot(MethodDefinition method)
    {
        GenericParameter[] own = [.. method.GenericParameters];
        int name = method.Name.LastIndexOf('.') + 1;
        if (_slots.TryAdd((method.Name[name..], own.Length), own))
            return;
        GenericParameter[] first = _slots[(method.Name[name..], own.Length)];
        for (int i = 0; i < own.Length; i++)
        {
            Edges(first[i]).Add(own[i]);
            Edges(own[i]).Add(first[i]);
        }
    }

    private void AddCall(MethodDefinition method, int offset, GenericInstanceMethod instance)
    {
        var owner = instance.DeclaringType.GetElementType() as TypeDefinition;
        foreach (MethodDefinition called in (owner?.Methods ?? []).Where(m => m.Name == instance.Name && m.GenericParameters.Count == instance.GenericArguments.Count))
        {
            for (int i = 0; i < instance.GenericArguments.Count; i++)
                AddArgument(method, offset, instance.GenericArguments[i], called.GenericParameters[i]);
        }

        foreach (TypeReference argument in instance.GenericArguments)
            AddType(method, offset, argument);
    }

    // Recursion is bounded: the image check admits signatures of a limited depth only.
    private void AddType(MethodDefinition method, int offset, TypeReference type)
    {
        Context.Budget.Spend(1);
        switch (type)
        {
            case GenericInstanceType instance:
                for (int i = 0; i < instance.GenericArguments.Count; i++)
                {
                    if (instance.ElementType is TypeDefinition own && i < own.GenericParameters.Count)
                        AddArgument(method, offset, instance.GenericArguments[i], own.GenericParameters[i]);
                    AddType(method, offset, instance.GenericArguments[i]);
                }

                break;
            case TypeSpecification specification:
                AddType(method, offset, specification.ElementType);
                break;
        }
    }

    private void AddArgument(MethodDefinition method, int offset, TypeReference argument, GenericParameter to)
    {
        if (argument is GenericParameter same)
        {
            Edges(same).Add(to);
            return;
        }

        foreach (GenericParameter inside in ParametersIn(argument))
        {
            Edges(inside).Add(to);
            if (_grown.Add((inside, to)))
                _growing.Add((method, offset, inside, to));
        }
    }

    private static IEnumerable<GenericParameter> ParametersIn(TypeReference type) => type switch
    {
        GenericParameter parameter => [parameter],
        GenericInstanceType instance => instance.GenericArguments.SelectMany(ParametersIn),
        TypeSpecification specification => ParametersIn(specification.ElementType),
        _ => [],
    };

    private HashSet<GenericParameter> Edges(GenericParameter node)
    {
        if (!_edges.TryGetValue(node, out HashSet<GenericParameter>? edges))
            _edges.Add(node, edges = []);
        return edges;
    }

    private bool IsReachable(GenericParameter from, GenericParameter to)
    {
        var seen = new HashSet<GenericParameter> { from };
        var open = new Stack<GenericParameter>([from]);
        while (open.TryPop(out GenericParameter? node))
        {
            Context.Budget.Spend(1);
            if (node == to)
                return true;
            foreach (GenericParameter next in _edges.GetValueOrDefault(node) ?? [])
            {
                if (seen.Add(next))
                    open.Push(next);
            }
        }

        return false;
    }
}
