using Mono.Cecil;
using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>
/// Tokens of generic definitions as they stand. Only <c>ldtoken</c> may name one; elsewhere a runtime would take its variables for those of
/// the code around, or refuse to load it.
/// </summary>
internal sealed partial class BodyVerifier
{
    private void CheckIsInstantiated(uint token, IlType type)
    {
        // TypeRef and TypeDef tokens (II.22); arguments come with a TypeSpec.
        if (token >> 24 is 0x01 or 0x02 && type is DefinedType { Arguments.Length: > 0 })
            ReportDefinition(type);
    }

    private void CheckIsInstantiated(MethodUse use)
    {
        if (use.Owner is not DefinedType owner || (owner.Arguments.Length == 0 && use.MethodArguments.Length == 0)
            || _model.Lookup(_instruction.Token) is not MethodReference reference)
            return;
        if (reference is not GenericInstanceMethod && use.MethodArguments.Length > 0)
            ReportDefinition(use);
        else if (reference.DeclaringType is not TypeSpecification && owner.Arguments.Length > 0)
            ReportDefinition(owner);
    }

    private void CheckIsInstantiated(FieldUse use)
    {
        if (use.Owner is DefinedType { Arguments.Length: > 0 } owner && _model.Lookup(_instruction.Token) is FieldReference { DeclaringType: not TypeSpecification })
            ReportDefinition(owner);
    }

    private void ReportDefinition(object what) =>
        Report("TokenResolve", $"the generic definition {what} as it stands", "type arguments", "Name it by a TypeSpec or MethodSpec");
}
