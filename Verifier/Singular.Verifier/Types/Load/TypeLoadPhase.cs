
namespace Singular.Verifier.Types.Load;

/// <summary>What the runtime's type loader takes for granted or checks late: layout, fields, signatures, slots, interfaces.</summary>
internal sealed class TypeLoadPhase : IVerificationPhase
{
    public string Name => "type load";

    public FindingArea Area => FindingArea.Types;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Types);

    public void Run(VerificationContext context)
    {
        foreach (var definition in context.Module.GetTypes())
        {
            context.Current = definition;
            context.Budget.Spend(1 + definition.Methods.Count + definition.Fields.Count);
            if (definition.Methods.Count > context.Limits.Methods)
                throw new VerificationLimitException("methods", context.Limits.Methods);
            try
            {
                Check(new TypeCheck(context.Model, definition));
            }
            catch (Exception error) when (MetadataFault.Is(error))
            {
                context.Sink.Report(Findings.AtMember(FindingArea.Types, "TokenResolve", definition, error.Message, "a member of the references",
                    "Reference the assembly that defines it"));
            }
        }
    }

    private static void Check(TypeCheck check)
    {
        SignatureRules.Check(check);
        MemberNameRules.Check(check);
        GenericParameterRules.Check(check);
        FieldRules.Check(check);
        LayoutRules.Check(check);
        SpecialMemberRules.Check(check);
        if (!check.Definition.IsInterface)
            SlotRules.Check(check);
        OverrideRules.Check(check);
        InterfaceRules.Check(check);
    }
}
