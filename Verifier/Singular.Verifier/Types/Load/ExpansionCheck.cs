using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>
/// Refuses generic types whose bases and interfaces would be instantiated without end, such as <c>class G&lt;T&gt; : Q&lt;G&lt;G&lt;T&gt;&gt;&gt;</c>.
/// ECMA-335 II.9.2: no cycle in the graph of generic parameters may have an expanding edge.
/// </summary>
internal sealed class ExpansionCheck(VerificationModel model)
{
    private readonly Dictionary<(TypeInfo, int), List<(TypeInfo, int)>> _edges = [];
    private readonly List<((TypeInfo Type, int Index) From, (TypeInfo, int) To)> _expanding = [];

    public void Run(IEnumerable<TypeDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            if (!definition.HasGenericParameters)
                continue;
            var info = model.Universe.InfoOf(definition);
            if (definition.BaseType is { } baseType)
                AddEdges(info, model.Universe.Convert(baseType));
            foreach (var row in definition.Interfaces)
                AddEdges(info, model.Universe.Convert(row.InterfaceType));
        }
        var reported = new HashSet<TypeInfo>();
        foreach (var (from, to) in _expanding)
        {
            if (IsReachable(to, from) && reported.Add(from.Type))
            {
                model.Context.Sink.Report(Findings.AtMember(FindingArea.Types, "TypesExpansion", from.Type.Definition,
                    "base types or interfaces whose instantiation never ends"));
            }
        }
    }

    private void AddEdges(TypeInfo from, IlType type)
    {
        model.Context.Budget.Spend(1);
        switch (type)
        {
            case DefinedType defined:
                for (var i = 0; i < defined.Arguments.Length; i++)
                {
                    AddEdge(from, defined.Arguments[i], (defined.Info, i));
                    AddEdges(from, defined.Arguments[i]);
                }
                break;
            case VectorType vector:
                AddEdges(from, vector.Element);
                break;
            case MultiArrayType array:
                AddEdges(from, array.Element);
                break;
        }
    }

    private void AddEdge(TypeInfo from, IlType argument, (TypeInfo, int) to)
    {
        if (argument is VariableType { OfMethod: false } variable)
        {
            Edges((from, variable.Index)).Add(to);
            return;
        }
        foreach (var index in VariablesIn(argument))
        {
            Edges((from, index)).Add(to);
            _expanding.Add(((from, index), to));
        }
    }

    private List<(TypeInfo, int)> Edges((TypeInfo, int) node)
    {
        if (!_edges.TryGetValue(node, out var list))
            _edges.Add(node, list = []);
        return list;
    }

    private static IEnumerable<int> VariablesIn(IlType type)
    {
        var pending = new Stack<IlType>();
        var found = new SortedSet<int>();
        pending.Push(type);
        while (pending.TryPop(out var part))
        {
            switch (part)
            {
                case VariableType { OfMethod: false } variable:
                    found.Add(variable.Index);
                    break;
                case DefinedType defined:
                    foreach (var argument in defined.Arguments)
                        pending.Push(argument);
                    break;
                case VectorType vector:
                    pending.Push(vector.Element);
                    break;
                case MultiArrayType array:
                    pending.Push(array.Element);
                    break;
            }
        }
        return found;
    }

    private bool IsReachable((TypeInfo, int) from, (TypeInfo, int) to)
    {
        var seen = new HashSet<(TypeInfo, int)> { from };
        var pending = new Stack<(TypeInfo, int)>();
        pending.Push(from);
        while (pending.TryPop(out var node))
        {
            model.Context.Budget.Spend(1);
            if (node == to)
                return true;
            if (!_edges.TryGetValue(node, out var next))
                continue;
            foreach (var target in next)
            {
                if (seen.Add(target))
                    pending.Push(target);
            }
        }
        return false;
    }
}
