using Mono.Cecil;
using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>What code may name: relations, constraints and access seen from one type, or from one generic method of it.</summary>
internal sealed class CodeScope
{
    /// <param name="model">The types of the verification.</param>
    /// <param name="type">The type that the code belongs to.</param>
    /// <param name="method">The generic method that it is in; null for code without generic variables of a method.</param>
    public CodeScope(VerificationModel model, TypeDefinition type, MethodDefinition? method)
    {
        Relations = new TypeRelations(model.Universe, model.Hierarchy, new GenericContext(type, method, model.Universe), model.Context.Budget);
        Constraints = new ConstraintChecker(model.Universe, model.Hierarchy, Relations);
        Access = new Accessibility(model.Universe, model.Hierarchy, Relations, type);
    }

    public TypeRelations Relations { get; }

    public ConstraintChecker Constraints { get; }

    public Accessibility Access { get; }

    /// <summary>Types that code here may name: accessible, constraints met, no variable without a parameter. Faulty ones are never
    /// in it, so that each use of one is reported.</summary>
    public HashSet<IlType> UsableTypes { get; } = [];
}
