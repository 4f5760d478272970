using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>One type under verification with everything its rules need; reports under the type or one of its members.</summary>
internal sealed class TypeCheck
{
    public TypeCheck(VerificationModel model, TypeDefinition definition)
    {
        Model = model;
        Definition = definition;
        Info = model.Universe.InfoOf(definition);
        Type = model.Universe.Of(definition);
        Relations = RelationsIn(null);
        Constraints = new ConstraintChecker(model.Universe, model.Hierarchy, Relations);
        Access = new Accessibility(model.Universe, model.Hierarchy, Relations, definition);
    }

    public VerificationModel Model { get; }

    public TypeUniverse Universe => Model.Universe;

    public TypeHierarchy Hierarchy => Model.Hierarchy;

    public TypeDefinition Definition { get; }

    public TypeInfo Info { get; }

    /// <summary>The definition instantiated over its own variables.</summary>
    public DefinedType Type { get; }

    public TypeRelations Relations { get; }

    public ConstraintChecker Constraints { get; }

    public Accessibility Access { get; }

    /// <summary>Relations in which also a method's generic variables have their constraints.</summary>
    public TypeRelations RelationsIn(MethodDefinition? method) =>
        new(Universe, Hierarchy, new GenericContext(Definition, method, Universe), Model.Context.Budget);

    public void Report(string code, string found, string expected = "", string advice = "") => ReportAt(Definition, code, found, expected, advice);

    public void ReportAt(IMemberDefinition member, string code, string found, string expected = "", string advice = "") =>
        Model.Context.Sink.Report(Findings.AtMember(FindingArea.Types, code, member, found, expected, advice));

    /// <summary>A reference as a type without modifiers.</summary>
    public IlType Convert(TypeReference reference) => Universe.Convert(reference).Unmodified;
}
