using Mono.Cecil;
using Singular.Verifier.Profile;

namespace Singular.Verifier.Isolation;

/// <summary>One rule about the model of a package's assembly. The phase shows it every type and every method once.</summary>
internal abstract class IsolationRule(VerificationContext context, AssemblyOrigin origin)
{
    protected VerificationContext Context { get; } = context;

    protected ModuleDefinition Module => Context.Module;

    protected AssemblyOrigin Origin { get; } = origin;

    protected static DriverProfile Profile => DriverProfile.Current;

    /// <summary>Called once, before any type.</summary>
    public virtual void CheckModule()
    {
    }

    public virtual void CheckType(TypeDefinition type)
    {
    }

    /// <param name="method">The method.</param>
    /// <param name="body">Its body, or null where it has none or one that cannot be decoded.</param>
    public virtual void CheckMethod(MethodDefinition method, MethodCode? body)
    {
    }

    /// <summary>Called once, after all types.</summary>
    public virtual void Finish()
    {
    }

    protected void Report(string code, IMemberDefinition? member, string found, string expected = "", string advice = "") =>
        Context.Sink.Report(Findings.AtMember(FindingArea.Isolation, code, member, found, expected, advice));

    protected void ReportAt(string code, MethodDefinition method, int offset, string found, string expected = "", string advice = "") =>
        Context.Sink.Report(Findings.AtOffset(FindingArea.Isolation, code, method, offset, found, expected, advice));
}
