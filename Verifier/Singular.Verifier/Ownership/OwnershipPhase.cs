using Mono.Cecil;
using Singular.Verifier.Bodies;
using Singular.Verifier.Isolation;
using Singular.Verifier.Ownership.Flow;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership;

/// <summary>Buffers, pins and endpoints: each released, ended or handed on exactly once, and never used after (docs/ownership.md).</summary>
internal sealed class OwnershipPhase : IVerificationPhase
{
    public string Name => "ownership";

    public FindingArea Area => FindingArea.Contracts;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Contracts);

    public void Run(VerificationContext context)
    {
        if (!MayMeetChannels(context.Module))
            return;
        var model = new OwnershipModel(context);
        var places = new PlaceRule(model);
        var served = new ServedMethods(context.Module, context.Assemblies);
        foreach (TypeDefinition type in context.Module.GetTypes())
        {
            context.Current = type;
            context.Budget.Spend(1 + type.Fields.Count);
            CheckType(model, places, type);
            foreach (MethodDefinition method in type.Methods)
            {
                context.Current = method;
                context.Budget.Spend(1);
                CheckMethod(model, places, served, method);
            }
        }
    }

    /// <summary>Everything that is followed comes from the channel library or a contract assembly.</summary>
    private static bool MayMeetChannels(ModuleDefinition module) =>
        module.AssemblyReferences.Any(r => AssemblyOrigin.OfAssembly(r.Name) != Origin.Platform);

    private static void CheckType(OwnershipModel model, PlaceRule places, TypeDefinition type)
    {
        try
        {
            places.CheckFields(type);
        }
        catch (Exception error) when (MetadataFault.Is(error))
        {
            ReportUnclear(model, type, error);
        }
    }

    private static void CheckMethod(OwnershipModel model, PlaceRule places, ServedMethods served, MethodDefinition method)
    {
        try
        {
            places.CheckSignature(method);
            if (model.BodyOf(method) is { } body && places.CheckBody(body))
            {
                model.Summaries.Follow(method);
                if (served.Contains(method))
                    model.Summaries.FollowServed(method);
            }
        }
        catch (Exception error) when (error is FlowShapeException or InvalidBodyException || MetadataFault.Is(error))
        {
            ReportUnclear(model, method, error);
        }
    }

    /// <summary>What the types phase has refused needs no second finding; if it did not run, or let it through, nothing is proved here.</summary>
    private static void ReportUnclear(OwnershipModel model, IMemberDefinition member, Exception error)
    {
        if (!model.IsRefused)
            model.Report(member, OwnershipCodes.Unclear, null, $"it cannot be followed: {error.Message}", "code that can be followed", "");
    }
}
