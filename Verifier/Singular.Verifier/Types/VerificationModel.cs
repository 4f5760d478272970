using Mono.Cecil;
using Singular.Verifier.Images;

namespace Singular.Verifier.Types;

/// <summary>The type system of one verification and the members that tokens name, shared by type load and all bodies.</summary>
internal sealed class VerificationModel
{
    private readonly TokenTable<IMetadataTokenProvider> _members;
    private readonly TokenTable<IlType> _types;
    private readonly TokenTable<MethodUse> _methods;
    private readonly TokenTable<FieldUse> _fields;

    public VerificationModel(VerificationContext context)
    {
        Context = context;
        Universe = new TypeUniverse(context.Assemblies, context.Limits);
        Hierarchy = new TypeHierarchy(Universe, context.Budget);
        Resolver = new MemberResolver(Universe, Hierarchy, context.Budget);
        Layout = new LayoutCalculator(Universe);
        RawMetadata metadata = context.ImageReport.Metadata ?? throw new BadImageFormatException("the image has no metadata that could be read");
        _members = new TokenTable<IMetadataTokenProvider>(metadata);
        _types = new TokenTable<IlType>(metadata);
        _methods = new TokenTable<MethodUse>(metadata);
        _fields = new TokenTable<FieldUse>(metadata);
        Locals = new LocalSignature(this, metadata, context.Limits);
    }

    public VerificationContext Context { get; }

    public ModuleDefinition Module => Context.Module;

    public TypeUniverse Universe { get; }

    public TypeHierarchy Hierarchy { get; }

    public MemberResolver Resolver { get; }

    public LayoutCalculator Layout { get; }

    public LocalSignature Locals { get; }

    /// <summary>What a metadata token of the module names; null when it names nothing.</summary>
    public IMetadataTokenProvider? Lookup(uint token)
    {
        if (_members.Find(token) is { } known)
            return known;
        // Row numbers start at 1 (II.22).
        if ((token & 0xFFFFFF) == 0 || Module.LookupToken(new MetadataToken(token)) is not { } found)
            return null;
        return _members.Keep(token, found);
    }

    /// <summary>The type that a token names, without modifiers; null when it names no type.</summary>
    /// <exception cref="UnresolvedReferenceException">There is no such type.</exception>
    public IlType? TypeAt(uint token) =>
        _types.Find(token) ?? (Lookup(token) is TypeReference reference ? _types.Keep(token, Universe.ConvertToken(reference).Unmodified) : null);

    /// <summary>The method that a token names; null when it names no method.</summary>
    /// <exception cref="UnresolvedReferenceException">There is no such method.</exception>
    public MethodUse? MethodAt(uint token) =>
        _methods.Find(token) ?? (Lookup(token) is MethodReference reference ? _methods.Keep(token, Resolver.Resolve(reference)) : null);

    /// <summary>The field that a token names; null when it names no field.</summary>
    /// <exception cref="UnresolvedReferenceException">There is no such field.</exception>
    public FieldUse? FieldAt(uint token) =>
        _fields.Find(token) ?? (Lookup(token) is FieldReference reference ? _fields.Keep(token, Resolver.Resolve(reference)) : null);
}
