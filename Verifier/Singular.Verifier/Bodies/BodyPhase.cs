using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Verifies every method body of the module.</summary>
internal sealed class BodyPhase : IVerificationPhase
{
    public string Name => "method bodies";

    public FindingArea Area => FindingArea.Types;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Types);

    public void Run(VerificationContext context)
    {
        var model = context.Model;
        var reader = new MethodBodyReader(context.Image, context.Limits);
        // The structural phase has reported these; Cecil must not decode them.
        var damaged = context.ImageReport.DamagedBodies;
        var scratch = new BodyScratch();
        foreach (var type in context.Module.GetTypes())
        {
            var info = model.Universe.InfoOf(type);
            CodeScope? shared = null;
            foreach (var method in type.Methods)
            {
                context.Current = method;
                context.Budget.Spend(1);
                if (method.RVA == 0 || damaged.Contains(method.MetadataToken.ToUInt32()))
                    continue;
                VerifyMethod(model, info.ShapeOf(method), reader, scratch, ref shared);
            }
        }
    }

    private static void VerifyMethod(VerificationModel model, MethodShape method, MethodBodyReader reader, BodyScratch scratch, ref CodeScope? shared)
    {
        var context = model.Context;
        context.MethodsVerified++;
        try
        {
            var definition = method.Definition;
            var scope = definition.HasGenericParameters
                ? new CodeScope(model, definition.DeclaringType, definition)
                : shared ??= new CodeScope(model, definition.DeclaringType, null);
            new BodyVerifier(model, method, scope, scratch).Verify(reader);
        }
        catch (Exception error) when (error is not (VerificationLimitException or OutOfMemoryException))
        {
            // One body that cannot be analysed refuses the assembly; the others are still worth a report.
            context.Sink.Report(Findings.AtMember(FindingArea.Types, MetadataFault.Is(error) ? "TokenResolve" : "InternalError",
                method.Definition, $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}", "a body that can be analysed",
                MetadataFault.Is(error) ? "" : Findings.Innermost(error)));
        }
    }
}
