using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>
/// Base types and interfaces: resolvable, in their roles, without cycles and without endless expansion. Everything later walks
/// them, so what is found here ends the verification.
/// </summary>
internal sealed class HierarchyPhase : IVerificationPhase
{
    public string Name => "type hierarchy";

    public FindingArea Area => FindingArea.Types;

    public bool GuardsLaterPhases => true;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Types);

    public void Run(VerificationContext context)
    {
        var before = context.Sink.Findings.Count;
        var definitions = context.Module.GetTypes().ToList();
        if (definitions.Count > context.Limits.Types)
            throw new VerificationLimitException("type definitions", context.Limits.Types);
        var cycles = new DefinitionCycles(context);
        foreach (var definition in definitions)
        {
            context.Current = definition;
            context.Budget.Spend(1);
            if (cycles.IsInCycle(definition))
                Report(context, definition, "TypesCyclicHierarchy", "a type that derives from or implements itself");
        }
        if (context.Sink.Findings.Count != before)
            return;
        var resolved = new List<TypeDefinition>(definitions.Count);
        foreach (var definition in definitions)
        {
            context.Current = definition;
            try
            {
                CheckBase(context.Model, definition);
                CheckInterfaces(context.Model, definition);
                resolved.Add(definition);
            }
            catch (Exception error) when (MetadataFault.Is(error))
            {
                Report(context, definition, "TokenResolve", error.Message, "a type of the references");
            }
        }
        new ExpansionCheck(context.Model).Run(resolved);
    }

    private static void CheckBase(VerificationModel model, TypeDefinition definition)
    {
        var context = model.Context;
        var universe = model.Universe;
        if (definition.BaseType is not { } reference)
        {
            var mayHaveNone = definition.IsInterface || definition.Name == "<Module>" || definition == universe.Object.Info.Definition;
            if (!mayHaveNone)
                Report(context, definition, "InvalidBaseType", "no base type", "System.Object or a class");
            return;
        }
        if (definition.IsInterface)
        {
            Report(context, definition, "InvalidBaseType", $"an interface with the base type {reference.FullName}", "none");
            return;
        }
        if (universe.Convert(reference) is not DefinedType type)
        {
            Report(context, definition, "InvalidBaseType", $"{reference.FullName}", "a class");
            return;
        }
        var isSpecial = type == universe.ValueType || type == universe.Enum || type == universe.MulticastDelegate;
        // Within the core library the special types build on each other.
        var isReserved = !isSpecial && (type == universe.Array || type == universe.Delegate) && definition.Module != universe.Core;
        if (type.Info.IsInterface || isReserved || (!isSpecial && (type.Info.Definition.IsSealed || type.Info.IsValueType)))
            Report(context, definition, "InvalidBaseType", $"{type}, which is {Kind(type)}", "a class that is not sealed");
        if (type == universe.Enum && definition.HasGenericParameters && definition.DeclaringType is not { HasGenericParameters: true })
            Report(context, definition, "InvalidBaseType", "a generic enum");
    }

    private static string Kind(DefinedType type) => type.Info switch
    {
        { IsInterface: true } => "an interface",
        { IsValueType: true } => "a value type",
        { Definition.IsSealed: true } => "sealed",
        _ => "reserved for the runtime",
    };

    private static void CheckInterfaces(VerificationModel model, TypeDefinition definition)
    {
        if (!definition.HasInterfaces)
            return;
        var seen = new HashSet<IlType>();
        foreach (var row in definition.Interfaces)
        {
            var type = model.Universe.Convert(row.InterfaceType).Unmodified;
            if (type is not DefinedType { Info.IsInterface: true })
                Report(model.Context, definition, "TypesNotAnInterface", $"implements {type}", "an interface");
            else if (!seen.Add(type))
                Report(model.Context, definition, "InterfaceImplHasDuplicate", $"implements {type} twice");
        }
    }

    private static void Report(VerificationContext context, TypeDefinition type, string code, string found, string expected = "") =>
        context.Sink.Report(Findings.AtMember(FindingArea.Types, code, type, found, expected));
}
