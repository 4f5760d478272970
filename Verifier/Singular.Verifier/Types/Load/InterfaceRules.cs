
namespace Singular.Verifier.Types.Load;

/// <summary>Every member of every interface of a class or struct has exactly one implementation (ECMA-335 II.12.2 and the augment for default methods).</summary>
internal static class InterfaceRules
{
    public static void Check(TypeCheck check)
    {
        if (check.Definition.IsInterface)
        {
            // II.10.1.3 and II.22.37: loaders take an override of a sealed type's member for one of a final method.
            if (!check.Definition.IsAbstract || check.Definition.IsSealed)
                check.Report("TypesAbstract", "an interface that is sealed or not abstract");
            return;
        }
        var inherited = check.Hierarchy.BaseOf(check.Type) is { } baseType ? check.Hierarchy.InterfacesOf(baseType) : [];
        foreach (var face in check.Hierarchy.InterfacesOf(check.Type))
        {
            // What a base class implements it was checked for, and an interface listed again may only replace members.
            var isInherited = Array.IndexOf(inherited, face) >= 0;
            foreach (var member in face.Info.Definition.Methods)
            {
                // A method that overrides another interface's member is an implementation itself and asks for none.
                if (member is { IsVirtual: true, HasOverrides: false })
                    CheckMember(check, face, face.Info.ShapeOf(member), isInherited);
            }
        }
    }

    private static void CheckMember(TypeCheck check, DefinedType face, MethodShape member, bool isInherited)
    {
        check.Model.Context.Budget.Spend(1);
        if (FindImplementation(check, face, member) is var (implementation, type))
        {
            // A base class did not know of an interface that comes below it.
            if (implementation.Owner == check.Info || !isInherited)
                CheckPromises(check, face, member, implementation, type);
            return;
        }
        if (isInherited)
            return;
        var defaults = DefaultImplementations(check, face, member);
        if (defaults.Count == 1 && !defaults[0].Definition.IsAbstract)
            return;
        var why = defaults.Count > 1 ? "has several default implementations, none more specific" : "is not implemented";
        check.Report("InterfaceMethodNotImplemented", $"{face}::{member.Definition.Name} {why}");
    }

    private static void CheckPromises(TypeCheck check, DefinedType face, MethodShape member, MethodShape implementation, DefinedType type)
    {
        if (ReferencePromises.Broken(implementation, member, 0) is { } broken)
            Report("TypesOverrideScope", broken);
        if (ConstraintPromises.Broken(check.Universe, implementation, type, member, face) is { } asked)
            Report("TypesOverride", asked);

        void Report(string code, string what)
        {
            if (implementation.Owner == check.Info)
                check.ReportAt(implementation.Definition, code, $"implements {face}::{member.Definition.Name}: {what}");
            else
                check.Report(code, $"{implementation.Definition.FullName} implements {face}::{member.Definition.Name}: {what}");
        }
    }

    /// <summary>An explicit override or a public virtual method of the class or a base of it.</summary>
    private static (MethodShape Method, DefinedType Type)? FindImplementation(TypeCheck check, DefinedType face, MethodShape member)
    {
        DefinedType? current = check.Type;
        for (var steps = 0; current is not null && steps < TypeHierarchy.BaseChainLimit; current = check.Hierarchy.BaseOf(current), steps++)
        {
            if (Overrides.Find(check.Model, current, member, face) is { } named)
                return (named, current);
            if (member.Definition.IsStatic)
                continue;
            foreach (var candidate in current.Info.MethodsNamed(member.Definition.Name))
            {
                if (candidate.Definition is { IsVirtual: true, IsPublic: true } && SlotMatch.IsSame(check.Universe, candidate, current, member, face))
                    return (candidate, current);
            }
        }
        return null;
    }

    /// <summary>The most specific interface methods that stand for the member: overrides in derived interfaces, else the member itself.</summary>
    private static List<MethodShape> DefaultImplementations(TypeCheck check, DefinedType face, MethodShape member)
    {
        var found = new List<(DefinedType Type, MethodShape Method)>();
        foreach (var candidate in check.Hierarchy.InterfacesOf(check.Type))
        {
            if (candidate != face && Overrides.Find(check.Model, candidate, member, face) is { } method)
                found.Add((candidate, method));
        }
        found.RemoveAll(less => found.Exists(more => more.Type != less.Type && Array.IndexOf(check.Hierarchy.InterfacesOf(more.Type), less.Type) >= 0));
        return found.Count == 0 ? [member] : found.ConvertAll(static f => f.Method);
    }
}
