
namespace Singular.Verifier.Types.Load;

/// <summary>Compares instantiated signatures of methods that may share a slot: name, arity, types with modifiers.</summary>
internal static class SlotMatch
{
    /// <summary>True when a method declared in one instantiated type has the signature of one declared in another.</summary>
    public static bool IsSame(TypeUniverse universe, MethodShape method, DefinedType methodType, MethodShape slot, DefinedType slotType) =>
        HasSameParameters(universe, method, methodType, slot, slotType)
        && In(universe, method.ReturnType, methodType, method.Arity) == In(universe, slot.ReturnType, slotType, slot.Arity);

    public static bool HasSameParameters(TypeUniverse universe, MethodShape method, DefinedType methodType, MethodShape slot, DefinedType slotType)
    {
        if (method.Arity != slot.Arity || method.Parameters.Length != slot.Parameters.Length || method.Definition.IsStatic != slot.Definition.IsStatic)
            return false;
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            if (In(universe, method.Parameters[i].Type, methodType, method.Arity) != In(universe, slot.Parameters[i].Type, slotType, slot.Arity))
                return false;
        }
        return true;
    }

    /// <summary>The type as seen through an instantiation; the method's own variables stand for themselves.</summary>
    public static IlType In(TypeUniverse universe, IlType type, DefinedType owner, int arity)
    {
        if (!type.HasVariables || owner == owner.Info.Open)
            return type;
        var variables = new IlType[arity];
        for (var i = 0; i < arity; i++)
            variables[i] = universe.Variable(ofMethod: true, i);
        return universe.Substitute(type, owner.Arguments, variables);
    }
}
