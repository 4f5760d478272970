using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>Contract assemblies and driver classes. What an assembly is, its attributes say: one with a class
/// marked as a driver is a driver, one with a contract is a contract assembly, any other is a library of a package.</summary>
internal sealed class ContractPhase : IVerificationPhase
{
    public string Name => "contracts";

    public FindingArea Area => FindingArea.Contracts;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Contracts);

    public void Run(VerificationContext context)
    {
        var types = context.Module.GetTypes().ToList();
        context.Budget.Spend(types.Count);
        List<TypeDefinition> drivers = [.. types.Where(t => ContractNames.OfSdk(t, "Driver") is not null)];
        if (drivers.Count > 0)
            new DriverCheck(context).Run(types, drivers);
        else if (types.Any(ContractNames.IsContract))
            new ContractAssemblyCheck(context).Run(types);
    }
}
