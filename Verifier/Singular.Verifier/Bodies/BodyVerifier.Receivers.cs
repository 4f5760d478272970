using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>How reference scopes pass through calls: what <c>this</c> adds, and that by-ref-like arguments may be mixed by the callee.</summary>
internal sealed partial class BodyVerifier
{
    private ParameterShape ReceiverShape(MethodUse use, IlType? constrained)
    {
        if (use.Shape is not { } shape)
            return new ParameterShape { Type = use.Owner };
        var onInterface = use.Owner is DefinedType { Info.IsValueType: false };
        var promised = shape.ThisOf(use.Owner);
        // A constrained call may end at any implementation; what it promises about this is checked against the interface's member.
        return onInterface && constrained is not null ? promised with { IsReadOnly = false } : promised;
    }

    private void PassReceiver(MethodUse use, StackValue receiver, IlType? constrained, ref CallScopes scopes)
    {
        if (receiver.Kind == StackKind.ByReference)
            AddReference(receiver, receiver.Type!, ReceiverShape(use, constrained), ref scopes);
    }

    /// <summary>
    /// A callee can store any by-ref-like value it gets behind any writable reference to one that it gets (C#: method arguments
    /// must match). Own variables narrow to what may now be in them; other places must be wide enough already.
    /// </summary>
    private void CheckArgumentsMatch(MethodUse use, ReadOnlySpan<StackValue> arguments, StackValue receiver, CallScopes scopes)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (use.Parameters[i] is ManagedPointerType reference && _relations.IsByRefLike(reference.Element)
                && use.Shape?.Parameters[i] is { IsReadOnly: false } shape)
                StoreContent(arguments[i], scopes.OfResult(shape.IsOut), whole: false);
        }
        if (receiver.Kind != StackKind.ByReference || receiver.Type is null || !_relations.IsByRefLike(receiver.Type) || receiver.Has(ValueFlags.ReadOnly))
            return;
        var self = ReceiverShape(use, ConstrainedType());
        if (!self.IsReadOnly)
            StoreContent(receiver, scopes.OfResult(self.IsOut), whole: false);
    }
}
