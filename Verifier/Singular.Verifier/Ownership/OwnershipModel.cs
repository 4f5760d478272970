using Mono.Cecil;
using Singular.Verifier.Bodies;
using Singular.Verifier.Isolation;
using Singular.Verifier.Ownership.Flow;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership;

/// <summary>What the analysis of all methods of one assembly shares.</summary>
internal sealed class OwnershipModel
{
    private readonly VerificationContext _context;
    private readonly MethodBodyReader _reader;
    private readonly Dictionary<MethodDefinition, FlowBody?> _bodies = [];
    private readonly Dictionary<MethodDefinition, CodeScope> _scopes = [];
    private readonly HashSet<(IMemberDefinition?, int?, string)> _reported = [];

    public OwnershipModel(VerificationContext context)
    {
        _context = context;
        _reader = new MethodBodyReader(context.Image, context.Limits);
        Verification = context.Model;
        Types = new ResourceTypes(Verification.Universe);
        Summaries = new Summaries(this);
    }

    public VerificationModel Verification { get; }

    public TypeUniverse Universe => Verification.Universe;

    /// <summary>Whether anything was found in the assembly so far.</summary>
    public bool IsRefused => _context.Sink.Findings.Count != 0;

    public WorkBudget Budget => _context.Budget;

    public ResourceTypes Types { get; }

    public Summaries Summaries { get; }

    public static bool IsPlatform(MethodDefinition? method) =>
        method is not null && AssemblyOrigin.OfAssembly(method.Module.Assembly.Name.Name) == Origin.Platform;

    public CodeScope ScopeOf(MethodDefinition method)
    {
        if (!_scopes.TryGetValue(method, out CodeScope? scope))
            _scopes.Add(method, scope = new CodeScope(Verification, method.DeclaringType, method.HasGenericParameters ? method : null));
        return scope;
    }

    /// <summary>The body of a method of the assembly; null where there is none or a damaged one, which an earlier phase has reported.</summary>
    public FlowBody? BodyOf(MethodDefinition method)
    {
        if (_bodies.TryGetValue(method, out FlowBody? known))
            return known;
        FlowBody? body = null;
        if (method.RVA != 0 && method.HasBody && !_context.ImageReport.DamagedBodies.Contains(method.MetadataToken.ToUInt32()))
        {
            MethodBodyImage image = _reader.Read((uint)method.RVA);
            Budget.Spend(image.Code.Length);
            body = new FlowBody(Verification, Universe.InfoOf(method.DeclaringType).ShapeOf(method), image);
        }

        _bodies.Add(method, body);
        return body;
    }

    /// <summary>Reports a finding once, however many ways lead to it.</summary>
    public void Report(IMemberDefinition? member, string code, int? offset, string found, string expected, string advice)
    {
        if (_reported.Add((member, offset, code)))
            _context.Sink.Report(Findings.AtOffset(FindingArea.Contracts, code, member, offset, found, expected, advice));
    }
}
