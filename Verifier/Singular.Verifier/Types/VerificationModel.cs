using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>The type system of one verification and the members that tokens name, shared by type load and all bodies.</summary>
internal sealed class VerificationModel
{
    private readonly Dictionary<uint, IMetadataTokenProvider?> _tokens = [];

    public VerificationModel(VerificationContext context)
    {
        Context = context;
        Universe = new TypeUniverse(context.Assemblies, context.Limits);
        Hierarchy = new TypeHierarchy(Universe, context.Budget);
        Resolver = new MemberResolver(Universe, Hierarchy, context.Budget);
        Layout = new LayoutCalculator(Universe);
    }

    public VerificationContext Context { get; }

    public ModuleDefinition Module => Context.Module;

    public TypeUniverse Universe { get; }

    public TypeHierarchy Hierarchy { get; }

    public MemberResolver Resolver { get; }

    public LayoutCalculator Layout { get; }

    /// <summary>What a metadata token of the module names; null when it names nothing.</summary>
    public IMetadataTokenProvider? Lookup(uint token)
    {
        if (!_tokens.TryGetValue(token, out var found))
        {
            // Row numbers start at 1 (II.22).
            found = (token & 0xFFFFFF) == 0 ? null : Module.LookupToken(new MetadataToken(token));
            _tokens.Add(token, found);
        }
        return found;
    }
}
