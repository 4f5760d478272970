using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>The methods of one type definition, found by name or by definition.</summary>
internal sealed class MethodTable
{
    private readonly MethodShape[] _inOrder;
    private readonly MethodShape[] _byName;
    private readonly uint _firstRow;
    private MethodShape[]? _overriding;

    public MethodTable(TypeInfo owner, TypeUniverse universe)
    {
        var methods = owner.Definition.Methods;
        _inOrder = methods.Count == 0 ? [] : new MethodShape[methods.Count];
        for (var i = 0; i < _inOrder.Length; i++)
            _inOrder[i] = new MethodShape(methods[i], owner, universe);
        _firstRow = _inOrder.Length == 0 ? 0 : methods[0].MetadataToken.RID;
        _byName = _inOrder;
        if (_inOrder.Length < 2)
            return;
        _byName = (MethodShape[])_inOrder.Clone();
        Array.Sort(_byName, static (left, right) => string.CompareOrdinal(left.Definition.Name, right.Definition.Name) is var order and not 0
            ? order
            : left.Definition.MetadataToken.RID.CompareTo(right.Definition.MetadataToken.RID));
    }

    /// <summary>Methods of that name, in metadata order.</summary>
    public ReadOnlySpan<MethodShape> Named(string name)
    {
        var first = LowerBound(name);
        var end = first;
        while (end < _byName.Length && _byName[end].Definition.Name == name)
            end++;
        return _byName.AsSpan(first, end - first);
    }

    /// <summary>The methods with MethodImpl rows, in metadata order.</summary>
    public ReadOnlySpan<MethodShape> Overriding => _overriding ??= Array.FindAll(_inOrder, static shape => shape.Definition.HasOverrides);

    /// <summary>The shape of a definition, or null when it is none of this type's.</summary>
    public MethodShape? Find(MethodDefinition method)
    {
        // A type's methods are consecutive rows (II.22.37).
        var index = method.MetadataToken.RID - _firstRow;
        return index < _inOrder.Length && _inOrder[index].Definition == method ? _inOrder[index] : null;
    }

    private int LowerBound(string name)
    {
        int low = 0, high = _byName.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_byName[middle].Definition.Name, name) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
