using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>What keeps one driver from another beyond type safety: library use, attributes, statics, locks, special methods
/// (verifier-rules.md, section 15 C to F; isolation.md, sections 2 and 6).</summary>
internal sealed class IsolationPhase : IVerificationPhase
{
    public string Name => "isolation";

    public FindingArea Area => FindingArea.Isolation;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Isolation);

    public void Run(VerificationContext context)
    {
        var origin = new AssemblyOrigin(context.Assemblies);
        IsolationRule[] rules =
        [
            new AssemblyRule(context, origin),
            new AttributeRule(context, origin),
            new MethodKindRule(context, origin),
            new LayoutRule(context, origin),
            new StaticStateRule(context, origin),
            new TypeUseRule(context, origin),
            new MemberUseRule(context, origin),
            new LinearValueRule(context, origin),
            new LockRule(context, origin),
            new ExceptionFilterRule(context, origin),
            new GenericExpansionRule(context, origin),
        ];
        foreach (IsolationRule rule in rules)
            rule.CheckModule();
        foreach (TypeDefinition type in context.Module.GetTypes())
            CheckType(context, rules, type);
        foreach (IsolationRule rule in rules)
            rule.Finish();
    }

    private static void CheckType(VerificationContext context, IsolationRule[] rules, TypeDefinition type)
    {
        context.Current = type;
        context.Budget.Spend(10 + type.Fields.Count);
        foreach (IsolationRule rule in rules)
            rule.CheckType(type);
        foreach (MethodDefinition method in type.Methods)
        {
            context.Current = method;
            bool isDamaged = context.ImageReport.DamagedBodies.Contains(method.MetadataToken.ToUInt32());
            MethodCode? code = method.HasBody && !isDamaged ? new MethodCode(method.Body) : null;
            context.Budget.Spend(10 + 10L * (code?.Instructions.Length ?? 0));
            foreach (IsolationRule rule in rules)
                rule.CheckMethod(method, code);
        }
    }
}
