using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>The narrowest scope of what a callee gets and may hand on.</summary>
internal struct CallScopes
{
    private bool _hasOrigin;

    public CallScopes()
    {
    }

    /// <summary>Of by-ref-like values, and of references the callee may store.</summary>
    public ReferenceScope Values { get; private set; } = ReferenceScope.Caller;

    /// <summary>Of references the callee may only return.</summary>
    public ReferenceScope References { get; private set; } = ReferenceScope.Caller;

    /// <summary>The by-ref-like variable that a returned reference points into.</summary>
    public int Origin { get; private set; } = StackValue.NoOrigin;

    public void AddValue(ReferenceScope scope)
    {
        if (scope < Values)
            Values = scope;
    }

    public void AddReference(ReferenceScope scope)
    {
        if (scope < References)
            References = scope;
    }

    public void AddOrigin(int origin)
    {
        Origin = !_hasOrigin || Origin == origin ? origin : StackValue.ManyOrigins;
        _hasOrigin = true;
    }

    public readonly ReferenceScope OfResult(bool withReferences) => withReferences && References < Values ? References : Values;
}
